import { describe, expect, it } from 'vitest';
import { help, parse, UsageError } from './options.mjs';

describe('options of the benchmark', () => {
  it('have defaults', () => {
    expect(parse([])).toMatchObject({
      systems: ['mnist-mlp', 'fashion-mlp', 'mnist-dcgan', 'celeba-dcgan'],
      rounds: 5,
      seconds: 8,
      threads: 2,
      device: 'cpu',
      peers: [],
      operators: false,
      json: false,
    });
  });

  it('are read', () => {
    const words = '--systems mnist-mlp,mnist-dcgan --rounds 1 --seconds 0.5 --device webgpu --peer a.py --json'.split(
      ' ',
    );
    expect(parse(words)).toMatchObject({
      systems: ['mnist-mlp', 'mnist-dcgan'],
      rounds: 1,
      seconds: 0.5,
      device: 'webgpu',
      peers: [{ file: 'a.py', variants: [] }],
      json: true,
    });
    const peers = ['--peer', 'a.py', '--peer-args=', '--peer-args=--style step --jit', '--peer', 'b.py'];
    expect(parse(peers).peers).toEqual([
      { file: 'a.py', variants: [[], ['--style', 'step', '--jit']] },
      { file: 'b.py', variants: [] },
    ]);
    expect(parse(['--operators', 'mnist-dcgan forward'])).toMatchObject({
      operators: true,
      besidePyTorch: false,
      filter: 'mnist-dcgan forward',
      seconds: 0.5,
    });
    expect(parse('--operators --python venv/python --systems sagan,pix2pix-256'.split(' '))).toMatchObject({
      systems: ['sagan', 'pix2pix-256'],
      besidePyTorch: true,
      python: 'venv/python',
    });
    expect(parse(['--operators']).systems).toContain('cyclegan');
    expect(parse(['--techniques', 'penalties r1', '--markdown', '--write-docs'])).toMatchObject({
      techniques: true,
      filter: 'penalties r1',
      markdown: true,
      writeDocs: true,
      rounds: 5,
      seconds: 0.8,
    });
    expect(parse(['--techniques', '--seconds', '2']).seconds).toBe(2);
    expect(parse(['--growth', 'dcgan batch', '--write-docs'])).toMatchObject({
      growth: true,
      filter: 'dcgan batch',
      writeDocs: true,
      rounds: 3,
      seconds: 2.5,
    });
    expect(parse(['--sampling', '--systems', 'photos,mnist-mlp'])).toMatchObject({
      sampling: true,
      systems: ['photos', 'mnist-mlp'],
      rounds: 3,
      seconds: 1,
    });
    expect(parse(['--growth', '--rounds', '2', '--seconds', '1'])).toMatchObject({ rounds: 2, seconds: 1, filter: '' });
    expect(parse(['--gpu', '--peer', 'a.py'])).toMatchObject({
      gpu: true,
      device: 'webgpu',
      seconds: 5,
      minutes: 10,
      out: 'duel-gpu.json',
      peers: [{ file: 'a.py', variants: [] }],
    });
    expect(parse(['--gpu-page', 'a.json']).gpuPage).toBe('a.json');
  });

  it.each([
    ['--rounds 1.5', "--rounds takes a whole number above 0, not '1.5'"],
    ['--seconds 0', "--seconds takes a number above 0, not '0'"],
    ['--seconds soon', "--seconds takes a number above 0, not 'soon'"],
    ['--systems mnist', "there is no system 'mnist'"],
    ['--profile mnist', "there is no system 'mnist'"],
    ['--systems sagan', "there is no system 'sagan'"],
    ['--operators --systems mnist-mlp', "there is no system 'mnist-mlp'"],
    ['--device tpu', '--device takes cpu, webgpu, cuda'],
    ['--profile mnist-mlp --operators', 'ask for one'],
    ['--operators --techniques', 'ask for one'],
    ['--operators --write-docs', '--write-docs needs --techniques or --growth'],
    ['--growth --techniques', 'ask for one'],
    ['--growth --device webgpu', '--growth is measured on the CPU'],
    ['--sampling --device webgpu', '--sampling is measured on the CPU'],
    ['--sampling --systems wgan', "there is no system 'wgan'"],
    ['--sampling --growth', 'ask for one'],
    ['--growth batch dcgan', "'dcgan' belongs to no option"],
    ['--growth --markdown', '--markdown needs --techniques'],
    ['--markdown', '--markdown needs --techniques'],
    ['--gpu --device cpu', '--gpu examines WebGPU'],
    ['--gpu --techniques', 'ask for one'],
    ['--operators --device webgpu', 'on the CPU alone'],
    ['--operators conv forward', "'forward' belongs to no option"],
    ['mnist-mlp', "'mnist-mlp' belongs to no option"],
    ['--peer-args=--tf32 --peer a.py', '--peer-args needs a --peer before it'],
    ['--gpu --peer a.py --peer b.py', '--gpu takes one --peer'],
    ['--round 3', "Unknown option '--round'"],
  ])('refuse %s', (line, message) => {
    expect(() => parse(line.split(' '))).toThrow(UsageError);
    expect(() => parse(line.split(' '))).toThrow(message);
  });

  it('are all in the help', () => {
    for (const name of [
      'systems',
      'peer-args',
      'operators',
      'techniques',
      'growth',
      'sampling',
      'gpu',
      'gpu-page',
      'minutes',
      'out',
      'json',
    ])
      expect(help()).toContain(`--${name}`);
  });
});
