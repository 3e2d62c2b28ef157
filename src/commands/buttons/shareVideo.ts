import type { Job } from '../../jobs/record/job.js';
import type { Press } from '../interaction/command.js';
import { defer, refusePress } from '../interaction/respond.js';
import { give, isPrivateHere, type GetVideoParts } from './getVideo.js';
import { ownJob } from './ownJob.js';
import { PressedMessage } from './pressedMessage.js';

/** Shows a private result to everybody where it was asked for: a copy, by the answer to this press. */
export async function shareVideo(press: Press, parts: GetVideoParts): Promise<void> {
	const job = await ownJob(press, parts);
	if (job === undefined) return;
	const { facts } = press;
	if (await isPrivateHere(press, parts)) return refusePress(facts, 'privatePlace', parts);
	if (!(await defer(facts, parts, true))) return;
	if ((await give(press, parts, shown(job), { as: 'fitting', copy: false })) !== undefined)
		new PressedMessage(press, job, parts).use();
}

/** As others see it: no longer marked as private, and so without the button that was pressed. */
const shown = (job: Job): Job => ({ ...job, request: { ...job.request, private: false } });
