import type { Job } from '../../jobs/record/job.js';
import { modelName, wordsFor } from './jobLines.js';

/** How the jobs of a comparison stand, one line each, in its order; before anything is known of them, nothing. */
export function comparedLines(comparison: Job, jobs: readonly Job[] | undefined): string[] {
	const pieces = comparison.request.source?.pieces ?? [];
	return (jobs ?? []).map((job) => `${pieces.indexOf(job.id) + 1}. **${modelName(job)}** · ${standingOf(job)}`);
}

/** Whether a line of that card says of this job that nothing was sent for it yet. */
export function saysWaiting(comparison: Job, jobId: string, lines: readonly string[]): boolean {
	const place = (comparison.request.source?.pieces ?? []).indexOf(jobId) + 1;
	const line = lines.find((each) => each.startsWith(`${place}. `));
	return line?.endsWith(` · ${wordsFor(comparison).cards.comparing.waiting}`) === true;
}

function standingOf(job: Job): string {
	const { comparing: says, progress } = wordsFor(job).cards;
	switch (job.phase) {
		case 'queued':
			return says.waiting;
		case 'submitting':
		case 'generating': {
			const { percent } = job.looking;
			if (job.lateAt) return says.late;
			return typeof percent === 'number' && percent > 0
				? `${says.making} ${progress({ value: percent })}`
				: says.making;
		}
		case 'delivering':
		case 'closed':
			return job.outcome?.type === 'succeeded' ? says.made : says.ended;
	}
}
