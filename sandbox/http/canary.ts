import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** One connection that should never have been made. */
interface Contact {
	readonly at: number;
	/** The first bytes that came, as text: enough to see who it was and what it gave away. */
	first: string;
}

/** A loopback port that nobody may ever contact; it records whoever does, whatever they speak. */
export class Canary {
	readonly contacts: Contact[] = [];
	readonly origin: string;
	readonly #close: () => Promise<void>;

	private constructor(parts: { readonly origin: string; readonly contacts: Contact[]; close: () => Promise<void> }) {
		this.origin = parts.origin;
		this.contacts = parts.contacts;
		this.#close = parts.close;
	}

	static async start({ now = Date.now }: { readonly now?: () => number } = {}): Promise<Canary> {
		const contacts: Contact[] = [];
		const sockets = new Set<Socket>();
		const server = createServer((socket) => {
			const contact: Contact = { at: now(), first: '' };
			contacts.push(contact);
			sockets.add(socket);
			socket.on('close', () => sockets.delete(socket));
			socket.on('error', () => undefined);
			socket.on('data', (chunk) => {
				if (contact.first.length < 2_000) contact.first += chunk.toString('latin1');
				// An answer, so that a careless client carries on and shows what else it would do.
				socket.end('HTTP/1.1 200 OK\r\ncontent-length: 6\r\nconnection: close\r\n\r\ncanary');
			});
		});
		await new Promise<void>((resolve, reject) => {
			server.once('error', reject);
			server.listen(0, '127.0.0.1', resolve);
		});
		const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		const close = async (): Promise<void> => {
			const closed = new Promise<void>((resolve) => server.close(() => resolve()));
			for (const socket of sockets) socket.destroy();
			await closed;
		};
		return new Canary({ origin, contacts, close });
	}

	close(): Promise<void> {
		return this.#close();
	}
}
