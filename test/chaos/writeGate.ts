import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Side, Write } from './moment.js';

/** What a process is told that wants to write: go on, or fail like SQLite with this code. */
export type Leave = 'go' | 'SQLITE_FULL' | 'SQLITE_READONLY';

/** Asked beside every write of every process; while it does not resolve, the write waits. */
export type Gatekeeper = (write: Write, side: Side, pid: number) => Promise<Leave> | Leave;

/** Our end of the gate that `writeGate.mjs` builds into the program's store. */
export class WriteGate {
	/** Who is asked. */
	keeper: Gatekeeper = () => 'go';
	readonly #server: Server;
	readonly #sockets = new Set<Socket>();

	private constructor() {
		this.#server = createServer((socket) => {
			this.#sockets.add(socket);
			socket.setNoDelay().on('error', () => undefined);
			// A process that dies resets its connection; the reader hears of that as well as the socket.
			const lines = createInterface({ input: socket }).on('error', () => undefined);
			lines.on('line', (line) => void this.#answer(socket, line));
		});
	}

	static async open(): Promise<WriteGate> {
		const gate = new WriteGate();
		await new Promise<void>((resolve) => gate.#server.listen(0, '127.0.0.1', resolve));
		return gate;
	}

	get port(): number {
		return (this.#server.address() as AddressInfo).port;
	}

	async close(): Promise<void> {
		for (const socket of this.#sockets) socket.destroy();
		await new Promise((resolve) => this.#server.close(resolve));
	}

	async #answer(socket: Socket, line: string): Promise<void> {
		const { id, pid, side, ...write } = JSON.parse(line) as Write & { id: number; pid: number; side: Side };
		const answer = await this.keeper(write, side, pid);
		if (!socket.destroyed) socket.write(`${JSON.stringify({ id, answer })}\n`);
	}
}
