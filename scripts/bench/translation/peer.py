"""One training step of pix2pix or CycleGAN in PyTorch, timed, with the networks and sizes of Duel's presets.

    python3 scripts/bench/translation/peer.py pix2pix --batch 1 --size 64 --seconds 8 --threads 2 [--channels-last]

Prints one JSON line: {msPerStep (median), msPerStepMin, steps}. Pictures are noise, made anew for each step.
"""

import argparse
import json
import random
import time

import torch
from torch import nn

words = argparse.ArgumentParser()
words.add_argument("system", choices=["pix2pix", "cyclegan"])
words.add_argument("--batch", type=int, default=1)
words.add_argument("--size", type=int, default=64)
words.add_argument("--width", type=int, default=32)
words.add_argument("--seconds", type=float, default=8)
words.add_argument("--threads", type=int, default=2)
words.add_argument("--channels-last", action="store_true")
asked = words.parse_args()
torch.set_num_threads(asked.threads)
layout = torch.channels_last if asked.channels_last else torch.contiguous_format


def norm(channels):
    return nn.InstanceNorm2d(channels, affine=True)


class Unet(nn.Module):
    """C32-C64-C128-C256-C256-C256 and back, dropout in the three deepest blocks of the way up that are not the last two."""

    def __init__(self, size, width):
        super().__init__()
        # below 128 pixels the presets go down to 4
        depth = size.bit_length() - (1 if size >= 128 else 3)
        widths = [width * min(8, 2**i) for i in range(depth)]
        self.down = nn.ModuleList()
        for i, filters in enumerate(widths):
            before = 3 if i == 0 else widths[i - 1]
            bare = i in (0, depth - 1)
            layers = [] if i == 0 else [nn.LeakyReLU(0.2)]
            layers += [nn.Conv2d(before, filters, 4, 2, 1, bias=bare)] + ([] if bare else [norm(filters)])
            self.down.append(nn.Sequential(*layers))
        self.up = nn.ModuleList()
        for level in reversed(range(depth - 1)):
            before = widths[depth - 1] if level == depth - 2 else 2 * widths[level + 1]
            layers = [nn.ReLU(), nn.ConvTranspose2d(before, widths[level], 4, 2, 1, bias=False), norm(widths[level])]
            layers += [nn.Dropout(0.5)] if depth - 2 - level < min(3, depth - 2) else []
            self.up.append(nn.Sequential(*layers))
        self.last = nn.Sequential(nn.ReLU(), nn.ConvTranspose2d(2 * widths[0], 3, 4, 2, 1), nn.Tanh())

    def forward(self, x):
        kept = []
        for layer in self.down:
            x = layer(x)
            kept.append(x)
        for layer, beside in zip(self.up, reversed(kept[:-1])):
            x = torch.cat([layer(x), beside], 1)
        return self.last(x)


class Residual(nn.Module):
    def __init__(self, channels):
        super().__init__()

        def convolved():
            return [nn.ReflectionPad2d(1), nn.Conv2d(channels, channels, 3, bias=False), norm(channels)]

        self.layers = nn.Sequential(*convolved(), nn.ReLU(), *convolved())

    def forward(self, x):
        return x + self.layers(x)


def translator(width):
    def active(layer, channels):
        return [layer, norm(channels), nn.ReLU()]

    return nn.Sequential(
        nn.ReflectionPad2d(3),
        *active(nn.Conv2d(3, width, 7, bias=False), width),
        *active(nn.Conv2d(width, 2 * width, 3, 2, 1, bias=False), 2 * width),
        *active(nn.Conv2d(2 * width, 4 * width, 3, 2, 1, bias=False), 4 * width),
        *[Residual(4 * width) for _ in range(6)],
        *active(nn.ConvTranspose2d(4 * width, 2 * width, 3, 2, 1, 1, bias=False), 2 * width),
        *active(nn.ConvTranspose2d(2 * width, width, 3, 2, 1, 1, bias=False), width),
        nn.ReflectionPad2d(3),
        nn.Conv2d(width, 3, 7),
        nn.Tanh(),
    )


def patch_gan(channels, width, size):
    times = 3 if size >= 128 else 2 if size >= 64 else 1
    layers = []
    for i in range(times + 1):
        filters = width * 2**i
        layers += [nn.Conv2d(channels, filters, 4, 2 if i < times else 1, 1, bias=i == 0)]
        layers += ([] if i == 0 else [norm(filters)]) + [nn.LeakyReLU(0.2)]
        channels = filters
    return nn.Sequential(*layers, nn.Conv2d(channels, 1, 4, 1, 1))


def adam(*networks):
    parameters = [p for network in networks for p in network.parameters()]
    return torch.optim.Adam(parameters, lr=2e-4, betas=(0.5, 0.999))


def pictures():
    return torch.rand(asked.batch, 3, asked.size, asked.size).mul_(2).sub_(1).contiguous(memory_format=layout)


def frozen(networks, yes):
    for network in networks:
        network.requires_grad_(not yes)


def pix2pix():
    G = Unet(asked.size, asked.width).to(memory_format=layout)
    D = patch_gan(6, asked.width, asked.size).to(memory_format=layout)
    of_g, of_d = adam(G), adam(D)
    bce, l1 = nn.BCEWithLogitsLoss(), nn.L1Loss()

    def step():
        x, y = pictures(), pictures()
        fake = G(x)
        frozen([D], False)
        on_fake, on_real = D(torch.cat([x, fake.detach()], 1)), D(torch.cat([x, y], 1))
        d_loss = 0.5 * (bce(on_fake, torch.zeros_like(on_fake)) + bce(on_real, torch.ones_like(on_real)))
        of_d.zero_grad()
        d_loss.backward()
        of_d.step()
        frozen([D], True)
        on_fake = D(torch.cat([x, fake], 1))
        g_loss = bce(on_fake, torch.ones_like(on_fake)) + 100 * l1(fake, y)
        of_g.zero_grad()
        g_loss.backward()
        of_g.step()
        return d_loss.item(), g_loss.item()

    return step


class Pool:
    def __init__(self, size=50):
        self.size, self.kept = size, []

    def __call__(self, made):
        out = []
        for picture in made.detach().unbind():
            if len(self.kept) < self.size:
                self.kept.append(picture)
                out.append(picture)
            elif random.random() < 0.5:
                at = random.randrange(self.size)
                out.append(self.kept[at])
                self.kept[at] = picture
            else:
                out.append(picture)
        return torch.stack(out)


def cyclegan():
    AB, BA = [translator(asked.width).to(memory_format=layout) for _ in range(2)]
    DA, DB = [patch_gan(3, asked.width, asked.size).to(memory_format=layout) for _ in range(2)]
    of_g, of_d = adam(AB, BA), adam(DA, DB)
    l1, mse = nn.L1Loss(), nn.MSELoss()
    pool_a, pool_b = Pool(), Pool()

    def true(scores):
        return mse(scores, torch.ones_like(scores))

    def step():
        a, b = pictures(), pictures()
        frozen([DA, DB], True)
        fake_b, fake_a = AB(a), BA(b)
        g_loss = true(DB(fake_b)) + true(DA(fake_a))
        g_loss = g_loss + 10 * (l1(BA(fake_b), a) + l1(AB(fake_a), b))
        g_loss = g_loss + 5 * (l1(AB(b), b) + l1(BA(a), a))
        of_g.zero_grad()
        g_loss.backward()
        of_g.step()
        frozen([DA, DB], False)
        old_a, old_b = pool_a(fake_a), pool_b(fake_b)
        d_loss = 0.0
        for D, real, fake in ((DA, a, old_a), (DB, b, old_b)):
            on_fake = D(fake)
            d_loss = d_loss + 0.5 * (true(D(real)) + mse(on_fake, torch.zeros_like(on_fake)))
        of_d.zero_grad()
        d_loss.backward()
        of_d.step()
        return d_loss.item(), g_loss.item()

    return step


step = {"pix2pix": pix2pix, "cyclegan": cyclegan}[asked.system]()
step(), step()
times, begin = [], time.perf_counter()
while time.perf_counter() - begin < asked.seconds or len(times) < 3:
    start = time.perf_counter()
    step()
    times.append(1000 * (time.perf_counter() - start))
times.sort()
print(json.dumps({"msPerStep": round(times[len(times) // 2], 2), "msPerStepMin": round(times[0], 2), "steps": len(times)}))
