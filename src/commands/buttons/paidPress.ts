import type { Job } from '../../jobs/record/job.js';
import { seconds, type Clock } from '../../lib/time.js';
import type { Records } from '../../services/records/records.js';
import type { Press } from '../interaction/command.js';
import { acknowledgePress, refusePress, type Responding } from '../interaction/respond.js';
import { PressedMessage, type PressedMessageParts } from './pressedMessage.js';

export interface PaidPressParts extends PressedMessageParts, Responding {
	readonly discord: PressedMessageParts['discord'] & Responding['discord'];
	readonly store: Pick<Records, 'get'>;
	readonly clock: Clock;
}

/** Two presses within this time are one wish. */
const oneWishMs = seconds(5);

/** A button that has just come to stand where another one stood is not what was aimed at. */
const swapMs = seconds(2);

/** Nobody presses one button more often; beyond it something is wrong. */
const mostPresses = 500;

/** The button as `VideoRequests` uses it: which job it makes, and how it is shown as used. */
interface PayingButton {
	readonly jobId: string;
	readonly use: () => void;
	readonly restore: () => void;
}

/**
 * A press of a button that pays at once. The job's id follows from the button (`base`), so that of presses at the same time
 * one alone can make a job. Some seconds later, or once that job has come to nothing, the button makes another one.
 * @returns nothing when no job is to be made; the member has been answered then
 */
export async function paidPress(
	press: Press,
	job: Job,
	base: string,
	parts: PaidPressParts,
): Promise<PayingButton | undefined> {
	const now = parts.clock.now();
	if (hasJustComeHere(press, job, now)) {
		await acknowledgePress(press.facts, parts);
		return undefined;
	}
	const jobId = await unusedId(base, now, parts.store);
	if (jobId === undefined) {
		await refusePress(press.facts, 'alreadyPressed', parts);
		return undefined;
	}
	const { use, restore } = new PressedMessage(press, job, parts);
	return { jobId, use, restore };
}

/** The outcome took the place of the progress card a moment ago, and its buttons that of *Cancel*. */
function hasJustComeHere({ interaction }: Press, { destination, delivery }: Job, now: number): boolean {
	const isInPlace = destination.messageId === interaction.message.id;
	const { receipt } = delivery;
	return isInPlace && receipt !== null && receipt !== undefined && Math.abs(now - receipt.at) < swapMs;
}

async function unusedId(base: string, now: number, store: Pick<Records, 'get'>): Promise<string | undefined> {
	for (let count = 1; count <= mostPresses; count += 1) {
		const id = count === 1 ? base : `${base}${count}`;
		const made = await store.get(id);
		if (made === undefined) return id;
		const isOver = made.outcome !== undefined && made.outcome !== null && made.outcome.type !== 'succeeded';
		if (!isOver && Math.abs(now - made.createdAt) < oneWishMs) return undefined;
	}
	return undefined;
}
