"""What PyTorch's matrix products reach on the GPU. Prints {"fp32": {"gflops", "size"}, "tf32": {...}}."""
import json, time
import torch


def best(tf32):
    torch.backends.cuda.matmul.allow_tf32 = tf32
    found = {'gflops': 0, 'size': 0}
    for n in (1024, 2048, 4096, 8192):
        a, b = (torch.randn(n, n, device='cuda') for _ in range(2))
        out = a @ b
        torch.cuda.synchronize()
        for _ in range(3):
            start = time.perf_counter()
            for _ in range(20):
                torch.mm(a, b, out=out)
            torch.cuda.synchronize()
            gflops = 20 * 2 * n**3 / (time.perf_counter() - start) / 1e9
            if gflops > found['gflops']:
                found = {'gflops': round(gflops, 1), 'size': n}
    return found


print(json.dumps({'fp32': best(False), 'tf32': best(True)}))
