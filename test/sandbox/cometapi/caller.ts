import sharp from 'sharp';
import { FormData, request } from 'undici';

import { CometApiSimulator } from '../../../sandbox/cometapi/simulator.js';
import type { SimulatorOptions } from '../../../sandbox/cometapi/simulator.js';

export interface Said {
	readonly status: number;
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
	/** Parsed when it is JSON, else as text. */
	readonly body: unknown;
	readonly bytes: Buffer;
}

/** A simulator on a clock of its own, and a client that knows its key. */
export class Caller {
	readonly simulator: CometApiSimulator;
	now = 1_800_000_000_000;

	private constructor(simulator: CometApiSimulator) {
		this.simulator = simulator;
	}

	static async start(options: SimulatorOptions = {}): Promise<Caller> {
		const clock = { now: (): number => Date.now() };
		const simulator = await CometApiSimulator.start({
			now: () => clock.now(),
			...options,
			plan: { paceMs: 100_000, ...options.plan },
		});
		const caller = new Caller(simulator);
		clock.now = () => caller.now;
		return caller;
	}

	close(): Promise<void> {
		return this.simulator.close();
	}

	/** Moves the clock by seconds. */
	wait(seconds: number): void {
		this.now += seconds * 1_000;
	}

	get(path: string, headers: Record<string, string> = {}): Promise<Said> {
		return this.#say('GET', path, { headers });
	}

	post(path: string, json: unknown, headers: Record<string, string> = {}): Promise<Said> {
		const body = JSON.stringify(json);
		return this.#say('POST', path, { headers: { 'content-type': 'application/json', ...headers }, body });
	}

	/** Posts a multipart form; buffers become `input_reference` files of the given type. */
	form(path: string, fields: Record<string, string>, images: readonly Image[] = []): Promise<Said> {
		const body = new FormData();
		for (const [name, value] of Object.entries(fields)) body.append(name, value);
		for (const { bytes, type = 'image/png', name = 'input_reference' } of images) {
			body.append(name, new Blob([new Uint8Array(bytes)], { type }), 'picture');
		}
		return this.#say('POST', path, { body });
	}

	async #say(
		method: 'GET' | 'POST',
		path: string,
		{ headers = {}, body }: { headers?: Record<string, string>; body?: string | FormData },
	): Promise<Said> {
		const url = path.startsWith('http') ? path : this.simulator.baseUrl + path;
		const own = url.startsWith(this.simulator.baseUrl) ? { authorization: `Bearer ${this.simulator.key}` } : {};
		const answer = await request(url, { method, headers: { ...own, ...headers }, body: body ?? null });
		const bytes = Buffer.from(await answer.body.arrayBuffer());
		const isJson = answer.headers['content-type'] === 'application/json';
		const parsed: unknown = isJson ? JSON.parse(bytes.toString()) : bytes.toString();
		return { status: answer.statusCode, headers: answer.headers, body: parsed, bytes };
	}
}

export interface Image {
	readonly bytes: Buffer;
	readonly type?: string;
	readonly name?: string;
}

/** A real picture of the given size. */
export function picture(
	width: number,
	height: number,
	format: 'png' | 'jpeg' | 'webp' | 'gif' = 'png',
): Promise<Buffer> {
	const background = { r: 200, g: 90, b: 60 };
	return sharp({ create: { width, height, channels: 3, background } })
		.toFormat(format)
		.toBuffer();
}
