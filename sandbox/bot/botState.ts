/** How a process ended: by its own status, or by a signal. */
export interface Exit {
	readonly code: number | null;
	readonly signal: string | null;
}

/** One line of the bot's output; `fields` when the line is a JSON object, as pino writes them. */
export interface LogLine {
	readonly at: number;
	readonly stream: 'out' | 'err';
	readonly text: string;
	readonly fields?: Readonly<Record<string, unknown>>;
}

/** Where a bot process stands. */
export interface BotState {
	readonly phase: 'stopped' | 'starting' | 'ready' | 'stopping';
	readonly pid: number | null;
	/** How the latest run ended; null before the first end and while one runs. */
	readonly exit: Exit | null;
	/** How often it was started. */
	readonly starts: number;
}
