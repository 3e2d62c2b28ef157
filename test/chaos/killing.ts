import { availableParallelism } from 'node:os';
import type { Journey } from './journeys.js';
import { nameOf, type Point } from './moment.js';
import { Trial, type Kill, type Verdict } from './trial.js';

export interface Killing {
	/** Every point that was found, and so was killed at. */
	readonly tried: number;
	readonly survived: number;
	/** One text for each that was not survived. */
	readonly lost: readonly string[];
}

export interface KillingParts {
	readonly entry: string;
	readonly journey: Journey;
	/** Of the journey, or of the start of a process before it, which is the same for every journey. */
	readonly of: 'journey' | 'start';
	/** What is done at each point: the process is killed; so is the next, at its first act; or it is told to stop, then killed. */
	readonly how?: 'once' | 'twice' | 'stopping';
}

/** Runs in which chance has passed by the point, before that counts as a fault. */
export const mostMisses = 5;

/**
 * Finds every request and every write of a journey in a run without a kill, then runs the journey once for each side of
 * each, killing the process exactly there.
 */
export async function killEverywhere(parts: KillingParts): Promise<Killing> {
	const { entry, journey, of, how = 'once' } = parts;
	const dry = await Trial.run(entry, journey);
	if (dry.faults.length > 0) throw new Error(`the ${journey.name} journey fails by itself:\n${dry.faults.join('\n')}`);

	const isOfStart = (point: Point): boolean => dry.startup.has(nameOf(point).replace(/ #\d+$/u, ''));
	const points = dry.points.filter((point) => isOfStart(point) === (of === 'start'));
	const lost: string[] = [];
	await inParallel(points, async (point) => {
		const faults = await survive(entry, journey, killsAt(point, how, dry));
		if (faults.length > 0) lost.push([`killed ${nameOf(point)}`, ...faults].join('\n  '));
	});
	return { tried: points.length, survived: points.length - lost.length, lost };
}

function killsAt(point: Point, how: 'once' | 'twice' | 'stopping', dry: Verdict): Kill[] {
	switch (how) {
		case 'once':
			return [point];
		case 'twice':
			return [point, { first: 'after', ignoring: dry.startup }];
		case 'stopping':
			return [{ ...point, stopping: true }];
	}
}

async function survive(entry: string, journey: Journey, kills: readonly Kill[]): Promise<readonly string[]> {
	for (let misses = 0; misses < mostMisses; misses += 1) {
		const verdict = await Trial.run(entry, journey, kills);
		// A second process that finds nothing to do cannot be killed at doing it.
		if (verdict.struck || verdict.faults.length > 0 || kills.length > 1) return verdict.faults;
	}
	return [`was never reached again in ${mostMisses} runs`];
}

/** A process waits more than it works: somewhat more of them than processors. */
async function inParallel<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
	const left = [...items];
	const worker = async (): Promise<void> => {
		for (let item = left.shift(); item !== undefined; item = left.shift()) await act(item);
	};
	await Promise.all(Array.from({ length: availableParallelism() + 2 }, worker));
}
