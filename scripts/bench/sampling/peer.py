"""A generator of Duel's presets in PyTorch, in inference mode, timed.

    python3 scripts/bench/sampling/peer.py dcgan --threads 2 [--channels-last] [--compile [--freeze]]

Answers each line, {"batch", "seconds"}, with one of JSON: {picturesPerSecond, calls, parameters}. Latents are drawn anew for
each call.
"""

import argparse
import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

words = argparse.ArgumentParser()
words.add_argument("system")
words.add_argument("--threads", type=int, default=2)
words.add_argument("--channels-last", action="store_true")
words.add_argument("--compile", action="store_true")
words.add_argument("--freeze", action="store_true", help="with --compile: weights become constants")
asked = words.parse_args()
torch.set_num_threads(asked.threads)


def leaky():
    return nn.LeakyReLU(0.2)


def perceptron(norm):
    widths = [100, 256, 512, 1024]
    layers = []
    for before, after in zip(widths, widths[1:]):
        layers += [nn.Linear(before, after), leaky()] + ([nn.BatchNorm1d(after, eps=1e-3)] if norm else [])
    return nn.Sequential(*layers, nn.Linear(1024, 784), nn.Tanh(), nn.Unflatten(1, (1, 28, 28)))


def normed(channels):
    return nn.BatchNorm2d(channels, eps=1e-3)


def mnist_dcgan():
    return nn.Sequential(
        nn.Linear(100, 128 * 7 * 7),
        nn.Unflatten(1, (128, 7, 7)),
        leaky(),
        normed(128),
        nn.Upsample(scale_factor=2),
        nn.Conv2d(128, 64, 5, padding=2),
        leaky(),
        normed(64),
        nn.Upsample(scale_factor=2),
        nn.Conv2d(64, 1, 5, padding=2),
        nn.Tanh(),
    )


def celeba_dcgan():
    widths = [128, 128, 256, 512]
    layers = []
    for before, after in zip(widths, widths[1:]):
        layers += [nn.ConvTranspose2d(before, after, 4, 2, 1), leaky()]
    last = [nn.Conv2d(512, 3, 5, padding=2), nn.Sigmoid()]
    return nn.Sequential(nn.Linear(128, 128 * 8 * 8), nn.Unflatten(1, (128, 8, 8)), *layers, *last)


def dcgan():
    widths = [256, 256, 128, 64]
    layers = [nn.Linear(128, 256 * 4 * 4, bias=False), nn.Unflatten(1, (256, 4, 4)), normed(256), nn.ReLU()]
    for before, after in zip(widths, widths[1:]):
        layers += [nn.ConvTranspose2d(before, after, 4, 2, 1, bias=False), normed(after), nn.ReLU()]
    return nn.Sequential(*layers, nn.ConvTranspose2d(64, 3, 4, 2, 1), nn.Tanh())


def photos():
    widths = [192, 128, 80, 48]
    layers = [nn.Linear(128, 192 * 4 * 4, bias=False), nn.Unflatten(1, (192, 4, 4)), normed(192), nn.ReLU()]
    for before, after in zip(widths, widths[1:]):
        convolved = nn.Conv2d(before, after, 3, padding=1, bias=False)
        layers += [nn.Upsample(scale_factor=2), convolved, normed(after), nn.ReLU()]
    return nn.Sequential(*layers, nn.Upsample(scale_factor=2), nn.Conv2d(48, 3, 3, padding=1), nn.Tanh())


class PixelNorm(nn.Module):
    def forward(self, x):
        return x * torch.rsqrt(x.square().mean(1, keepdim=True) + 1e-8)


class Equalized(nn.Module):
    """A layer whose weights are scaled by gain / sqrt(fan in) in each call."""

    def __init__(self, layer, gain):
        super().__init__()
        self.layer = layer
        self.scale = gain / layer.weight[0].numel() ** 0.5

    def forward(self, x):
        weight, bias = self.layer.weight * self.scale, self.layer.bias
        if isinstance(self.layer, nn.Linear):
            return F.linear(x, weight, bias)
        return F.conv2d(x, weight, bias, padding=self.layer.padding)


def progressive():
    root = 2**0.5
    widths = {4: 128, 8: 128, 16: 128, 32: 64, 64: 32}

    def made(before, after):
        return [Equalized(nn.Conv2d(before, after, 3, padding=1), root), leaky(), PixelNorm()]

    start = Equalized(nn.Linear(128, 128 * 4 * 4), root / 4)
    layers = [PixelNorm(), start, nn.Unflatten(1, (128, 4, 4)), leaky(), PixelNorm(), *made(128, 128)]
    before = 128
    for side in (8, 16, 32, 64):
        after = widths[side]
        layers += [nn.Upsample(scale_factor=2), *made(before, after), *made(after, after)]
        before = after
    return nn.Sequential(*layers, Equalized(nn.Conv2d(32, 3, 1), 1))


makers = {
    "mnist-mlp": lambda: perceptron(False),
    "fashion-mlp": lambda: perceptron(True),
    "mnist-dcgan": mnist_dcgan,
    "celeba-dcgan": celeba_dcgan,
    "dcgan": dcgan,
    "photos": photos,
    "progressive": progressive,
}
if asked.system not in makers:
    words.error(f"no generator '{asked.system}': one of {', '.join(makers)}")
layout = torch.channels_last if asked.channels_last else torch.contiguous_format
generator = makers[asked.system]().eval().to(memory_format=layout)
latents = 100 if asked.system in ("mnist-mlp", "fashion-mlp", "mnist-dcgan") else 128
# moving statistics count as well, as in Duel's tables
kept = [*generator.parameters(), *(b for name, b in generator.named_buffers() if "running" in name)]
parameters = sum(p.numel() for p in kept)
call = generator
if asked.compile:
    if asked.freeze:
        import torch._inductor.config

        torch._inductor.config.freezing = True
    call = torch.compile(generator, dynamic=False)

def timed(batch, seconds):
    warm, calls = time.perf_counter(), 0
    while calls < 1 or time.perf_counter() - warm < 0.5:
        call(torch.randn(batch, latents))
        calls += 1
    begin, calls = time.perf_counter(), 0
    while seconds > 0 and (calls < 2 or time.perf_counter() - begin < seconds):
        call(torch.randn(batch, latents))
        calls += 1
    took = time.perf_counter() - begin
    return {"picturesPerSecond": calls * batch / took, "calls": calls, "parameters": parameters}


with torch.inference_mode():
    for line in sys.stdin:
        print(json.dumps(timed(**json.loads(line))), flush=True)
