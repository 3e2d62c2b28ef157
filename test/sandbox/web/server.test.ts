import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';

import { PageServer } from '../../../sandbox/web/server.js';

describe('PageServer', () => {
	let server: PageServer;
	const parts = {
		port: 0,
		mediaOrigins: ['http://127.0.0.1:9'],
		hello: () => ({ type: 'commands', commands: [] }) as const,
		handle: () => {
			throw new Error('not like that');
		},
		upload: ({ name, bytes }: { name: string; bytes: Buffer }) => `${name}:${bytes.length}`,
	};

	beforeEach(async () => {
		server = await PageServer.start(parts);
	});

	afterEach(() => server.close());

	it('serves the page under a policy that lets nothing in from outside', async () => {
		for (const path of ['', 'page.js', 'page.css']) expect((await fetch(server.url + path)).status).toBe(200);
		const policy = (await fetch(server.url)).headers.get('content-security-policy')!;
		expect(policy).toContain("default-src 'none'");
		expect(policy).toContain('http://127.0.0.1:9');
		expect(policy).not.toMatch(/https:|\*|unsafe-eval|script-src[^;]*unsafe/);
	});

	it('takes a file and answers its id', async () => {
		const answer = await fetch(`${server.url}upload?name=a.png`, { method: 'POST', body: 'four' });
		expect(await answer.json()).toEqual({ id: 'a.png:4' });
	});

	it('serves nobody who calls it by another name, as a rebound address would', async () => {
		const { hostname, port } = new URL(server.url);
		const status = await new Promise((resolve, reject) => {
			const asked = request({ hostname, port, headers: { host: 'evil.example' } }, ({ statusCode }) =>
				resolve(statusCode),
			);
			asked.on('error', reject).end();
		});
		expect(status).toBe(403);
	});

	it('refuses other sites’ uploads and sockets', async () => {
		const headers = { origin: 'https://evil.example' };
		expect((await fetch(`${server.url}upload`, { method: 'POST', headers, body: 'x' })).status).toBe(403);
		const socket = new WebSocket(`${server.url.replace('http', 'ws')}live`, { headers });
		await expect(new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject))).rejects.toThrow();
	});

	it('greets a page, and tells it why a request is refused', async () => {
		const socket = new WebSocket(`${server.url.replace('http', 'ws')}live`);
		const heard: unknown[] = [];
		socket.on('message', (data: Buffer) => heard.push(JSON.parse(data.toString())));
		await expect.poll(() => heard).toEqual([{ type: 'commands', commands: [] }]);
		socket.send(JSON.stringify({ id: 7, type: 'job', body: { id: '1' } }));
		await expect.poll(() => heard[1]).toEqual({ type: 'refusal', to: 7, reason: 'not like that' });
		socket.close();
	});

	it('rejects with EADDRINUSE when the port is taken', async () => {
		const port = Number(new URL(server.url).port);
		await expect(PageServer.start({ ...parts, port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
	});
});
