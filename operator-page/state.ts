import { ask, LoggedOut, type Figures, type JobReport, type JobSummary, type Now } from './api.js';

export type View = 'now' | 'figures' | 'find';

const everyMs = 5_000;

/** What the page knows and what is open on it. Every change draws it anew. */
export class PageState {
	readonly #draw: () => void;
	loggedIn: boolean | null = null;
	view: View = 'now';
	now: Now | null = null;
	span: 'day' | 'month' = 'day';
	figures: Figures | null = null;
	found: readonly JobSummary[] | null = null;
	job: JobReport | null = null;
	notice: string | null = null;

	constructor(draw: () => void) {
		this.#draw = draw;
	}

	changed(): void {
		this.#draw();
	}

	/** Begins to look, now and every few seconds while somebody sees the page. */
	start(): void {
		this.run(this.look());
		setInterval(() => {
			if (this.loggedIn && document.visibilityState === 'visible') this.run(this.look());
		}, everyMs);
	}

	/** Asks for what is open on the page. */
	async look(): Promise<void> {
		this.now = await ask<Now>('now');
		this.loggedIn = true;
		if (this.view === 'figures') this.figures = await ask<Figures>(`figures?span=${this.span}`);
		if (this.job) this.job = await ask<JobReport>(`jobs/${encodeURIComponent(this.job.id)}`);
		this.changed();
	}

	show(view: View): void {
		this.view = view;
		this.job = null;
		this.changed();
		this.run(this.look());
	}

	open(id: string): void {
		this.run(
			ask<JobReport>(`jobs/${encodeURIComponent(id)}`).then((job) => {
				this.job = job;
				this.changed();
				document.querySelector<HTMLElement>('#job-title')?.focus();
			}),
		);
	}

	close(): void {
		this.job = null;
		this.changed();
	}

	find(text: string): void {
		this.run(
			ask<{ jobs: JobSummary[] }>(`find?for=${encodeURIComponent(text)}`).then(({ jobs }) => {
				this.found = jobs;
				this.changed();
			}),
		);
	}

	/** Does something, says that it is done, and looks again. */
	act(path: string, said: string, body?: object): void {
		this.run(
			ask(path, 'POST', body).then(async () => {
				this.notice = said;
				await this.look();
			}),
		);
	}

	logIn(token: string): void {
		this.run(ask('session', 'POST', { token }).then(() => this.look()));
	}

	logOut(): void {
		this.run(
			ask('session', 'DELETE').then(() => {
				this.loggedIn = false;
				this.now = null;
				this.job = null;
				this.changed();
			}),
		);
	}

	run(work: Promise<unknown>): void {
		work.catch((error: unknown) => {
			if (error instanceof LoggedOut) this.loggedIn = false;
			else this.notice = error instanceof Error ? error.message : String(error);
			this.changed();
		});
	}
}
