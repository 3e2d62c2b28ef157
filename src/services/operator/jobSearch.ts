import type { Job } from '../../jobs/record/job.js';

/** The records as the page reads them. */
export interface JobRecords {
	get(id: string): Promise<Job | undefined>;
	openJobs(): Promise<readonly Job[]>;
	/** Every job that has ended and is kept, oldest first. */
	closed(): AsyncIterable<Job>;
}

const mostFound = 100;

/** What somebody looks for, by the form of what they typed; `undefined` when it has none that we know. */
export function questionOf(text: string): ((job: Job) => boolean) | undefined {
	const typed = text.trim().slice(0, 2_000);
	if (typed === '') return undefined;
	const link = /\/channels\/(?:\d+|@me)\/\d+\/(?<message>\d{17,20})/u.exec(typed)?.groups?.['message'];
	if (link !== undefined) return (job) => hasMessage(job, link);
	return (job) => job.id === typed || job.requester.id === typed || job.task?.id === typed || hasMessage(job, typed);
}

/** The jobs that a question finds, newest first; at most a hundred, the newest. */
export async function findJobs(records: JobRecords, asks: (job: Job) => boolean): Promise<Job[]> {
	const found: Job[] = [];
	for await (const job of records.closed()) {
		if (!asks(job)) continue;
		found.push(job);
		if (found.length > mostFound) found.shift();
	}
	found.push(...(await records.openJobs()).filter(asks));
	const unique = new Map(found.map((job) => [job.id, job]));
	return [...unique.values()].sort((one, other) => other.createdAt - one.createdAt).slice(0, mostFound);
}

const hasMessage = ({ destination, delivery }: Job, id: string): boolean =>
	destination.messageId === id || delivery.receipt?.messageId === id;
