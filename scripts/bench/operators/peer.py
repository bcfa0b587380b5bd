"""Convolutions and their gradients in PyTorch, timed, as another process asks for them.

    python3 scripts/bench/operators/peer.py --threads 2

Reads one JSON object a line and answers each with one. {"convolution": {...}, "places": [...]} makes the operands and gives
{"values", "size"} for each memory layout: the results at those places of [n, h, w, c] or [kh, kw, c, o], and the root mean
square of all. {"seconds": S} runs the last one for so long in each layout, a long one not where it is clearly slower, and gives
{layout: [ms, ...]}. What goes wrong is {"failed": why}.
"""

import argparse
import json
import sys
import time

import torch
from torch.nn import functional

words = argparse.ArgumentParser()
words.add_argument("--threads", type=int, default=2)
torch.set_num_threads(words.parse_args().threads)
torch.set_grad_enabled(False)

layouts = {"contiguous": torch.contiguous_format, "channels_last": torch.channels_last}
# where a convolution takes so many milliseconds, a layout is left out that takes so many times as long as the other
long, clearly = 20, 1.5


def noise(shape, seed):
    """The numbers that noise.mjs makes: a hash of each place, in float32 from -0.5 to 0.5."""
    size = 1
    for n in shape:
        size *= n
    out = torch.empty(size)
    for start in range(0, size, 1 << 22):
        x = torch.arange(start, min(size, start + (1 << 22)), dtype=torch.int64) + seed
        x = (x * 0x9E3779B1) & 0xFFFFFFFF
        x ^= x >> 15
        x = (x * 0x85EBCA77) & 0xFFFFFFFF
        x ^= x >> 13
        out[start : start + x.numel()] = (x >> 8).float() / (1 << 24) - 0.5
    return out.reshape(shape)


def image(nhwc, layout):
    return nhwc.permute(0, 3, 1, 2).contiguous(memory_format=layout)


def filters(hwio, layout):
    return hwio.permute(3, 2, 0, 1).contiguous(memory_format=layout)


def work(c, operands, layout):
    """A function that does a convolution once, and what makes of its result [n, h, w, c] or [kh, kw, c, o]."""
    top, left, bottom, right = c["pads"]
    even = top == bottom and left == right
    padding = [top, left] if even else [0, 0]
    geometry = [c["strides"], padding, c["dilations"], False, [0, 0], c["groups"]]
    a, b = operands

    def padded(x):
        # uneven padding, which its convolutions do not have, is there before they are timed
        return x if even else functional.pad(x, (left, right, top, bottom)).contiguous(memory_format=layout)

    if c["op"] == "Conv2d":
        x, w = padded(image(a, layout)), filters(b, layout)
        call = lambda: functional.conv2d(x, w, None, c["strides"], padding, c["dilations"], c["groups"])
        return call, lambda y: y.permute(0, 2, 3, 1)
    if c["op"] == "Conv2dInputGradient":
        dy, w = image(a, layout), filters(b, layout)
        n, height, width, channels = c["result"]
        x = padded(torch.zeros(n, channels, height, width).contiguous(memory_format=layout))
        call = lambda: torch.ops.aten.convolution_backward(dy, x, w, None, *geometry, [True, False, False])[0]
        rows, columns = (0, 0) if even else (top, left)
        return call, lambda dx: dx[:, :, rows : rows + height, columns : columns + width].permute(0, 2, 3, 1)
    x, dy = padded(image(a, layout)), image(b, layout)
    kh, kw, channels, filters_ = c["result"]
    w = torch.zeros(filters_, channels, kh, kw).contiguous(memory_format=layout)
    call = lambda: torch.ops.aten.convolution_backward(dy, x, w, None, *geometry, [False, True, False])[1]
    return call, lambda dw: dw.permute(2, 3, 1, 0)


def timed(call):
    start = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - start)


calls = {}


def prepare(convolution, places):
    calls.clear()
    answer, first = {}, {}
    operands = [noise(shape, 7 + 1_000_003 * i) for i, shape in enumerate(convolution["operands"])]
    for name, layout in layouts.items():
        call, arranged = work(convolution, operands, layout)
        y = arranged(call()).contiguous().reshape(-1)
        # what is slow at first, as threads are started and kernels made, is over
        first[name] = min(timed(call) for _ in range(2))
        answer[name] = {"values": y[torch.tensor(places)].tolist(), "size": float(y.square().mean().sqrt())}
        calls[name] = call
    least = min(first.values())
    for name in first:
        if least > long and first[name] > clearly * least:
            del calls[name]
    return answer


def run(seconds):
    answer = {}
    for name, call in calls.items():
        times, begin = [], time.perf_counter()
        while not times or time.perf_counter() - begin < seconds:
            times.append(timed(call))
        answer[name] = times
    return answer


for line in sys.stdin:
    asked = json.loads(line)
    try:
        answer = run(asked["seconds"]) if "seconds" in asked else prepare(asked["convolution"], asked["places"])
    except Exception as error:
        answer = {"failed": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
