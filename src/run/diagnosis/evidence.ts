import type { RunConfig } from '../config/config.ts';
import type { DialsChange } from '../directory/dials.ts';
import type { Curves } from './curves.ts';
import type { Judged } from './judged.ts';
import type { SampleLook } from './look.ts';
import type { Movement } from './movement.ts';

/** What of a run a diagnosis is made from. What could not be had is absent. */
export interface Evidence {
  readonly directory: string;
  /** As it holds now. */
  readonly config: RunConfig;
  /** Steps of the checkpoint that was looked at; 0 before the first. */
  readonly step: number;
  /** What was seen where the training ended since its numbers were finite no more. */
  readonly ended: { readonly at: number; readonly why: string } | undefined;
  readonly changes: readonly DialsChange[];
  readonly curves: Curves;
  /** Samples beside real examples. */
  readonly samples?: SampleLook | undefined;
  /** What D says of real examples, of new ones and of samples. */
  readonly judged?: Judged | undefined;
  /** What has become of G since it began. */
  readonly generator?: Movement | undefined;
  /** Whether samples lie nearer to what was learned from than new examples do. */
  readonly copies?: { readonly z: number; readonly nearer: number } | undefined;
}

/** A number that speaks for a finding or against it. */
export interface Sign {
  /** What it is, in a few words. */
  readonly what: string;
  readonly value: number;
  /** From where on it is a sign. */
  readonly limit: number;
  /** On which side of the limit it is one. */
  readonly side: 'above' | 'below';
}

/** What may help, and the command that tries it. */
export interface Remedy {
  readonly what: string;
  readonly command: string;
}

/** A thing that goes wrong in trainings. */
export interface Diagnosis {
  readonly name: string;
  /** What it is called, for people. */
  readonly title: string;
  /** What it means, in two plain sentences. */
  readonly about: string;
  /** The signs of it, the deciding ones first; undefined where these data or this game cannot have it, or nothing is known. */
  signs(evidence: Evidence): readonly Sign[] | undefined;
  /** Whether the signs say so. Default: all of them are there. */
  holds?(evidence: Evidence, signs: readonly Sign[]): boolean;
  /** What may help, the likeliest first. */
  readonly remedies: readonly RemedyIdea[];
}

/** A remedy before it is known whether it fits a run. */
export interface RemedyIdea {
  readonly what: string;
  /** Settings of a new run; it is offered where its configuration takes them. */
  readonly set?: readonly string[] | undefined;
  /** Other words of the command. */
  readonly words?: string | undefined;
  /** Whether it goes on with the run itself. */
  readonly goesOn?: true;
  /** Whether it would change anything. Default: always. */
  helps?(evidence: Evidence): boolean;
}

export const defineDiagnosis = (diagnosis: Diagnosis): Diagnosis => diagnosis;

export const isThere = ({ value, limit, side }: Sign): boolean => (side === 'above' ? value > limit : value < limit);

export const above = (what: string, value: number, limit: number): Sign => ({ what, value, limit, side: 'above' });
export const below = (what: string, value: number, limit: number): Sign => ({ what, value, limit, side: 'below' });
