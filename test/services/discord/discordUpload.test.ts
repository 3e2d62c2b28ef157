import { ComponentType } from 'discord-api-types/v10';
import { messageBody } from '../../../src/discord/messageBody.js';
import { afterEach, describe, expect, it } from 'vitest';
import { RecordingServer } from '../../../sandbox/http/recordingServer.js';
import type { Answer } from '../../../sandbox/http/exchange.js';
import { DiscordApi } from '../../../src/services/discord/discordApi.js';

const servers: RecordingServer[] = [];
afterEach(async () => {
	await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** A Discord that gives these answers in turn. */
async function answering(...answers: Answer[]) {
	const server = new RecordingServer({ now: Date.now, handle: () => answers.shift() ?? { status: 500 } });
	servers.push(server);
	const discord = new DiscordApi({ token: 'x', apiUrl: `${await server.listen()}/api`, userAgent: 'reelay/1' });
	return { server, discord };
}

const message = messageBody({ type: ComponentType.TextDisplay, content: '방금 "done"' });
const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251));
const upload = (name = 'clip.mp4') => ({ name, blob: new Blob([bytes], { type: 'video/mp4' }) });
const made = { status: 200, body: { id: '1' } };

describe('an upload to Discord', () => {
	it('arrives as one form: the message, then the file, with a length that is told in advance', async () => {
		const { server, discord } = await answering(made);
		expect(await discord.createMessage('1', message, upload())).toEqual({
			id: '1',
		});

		const [exchange] = server.exchanges;
		expect(exchange?.json).toEqual(message);
		expect(exchange?.form?.files).toEqual([
			{ name: 'files[0]', filename: 'clip.mp4', contentType: 'video/mp4', bytes },
		]);
		expect(Number(exchange?.headers['content-length'])).toBe(exchange?.body.length);
		expect(exchange?.headers['authorization']).toBe('Bot x');
	});

	it('is sent whole again after a rate limit', async () => {
		const limited = { status: 429, headers: { 'retry-after': '0' }, body: { retry_after: 0, global: false } };
		const { server, discord } = await answering(limited, made);
		await discord.createMessage('1', messageBody(), upload());

		expect(server.exchanges.map(({ form }) => form?.files[0]?.bytes.equals(bytes))).toEqual([true, true]);
	});

	it('that is refused is refused by its code', async () => {
		const headers = { 'content-type': 'application/json' };
		const { discord } = await answering({ status: 413, headers, body: { code: 40_005, message: 'too large' } });

		await expect(discord.createMessage('1', messageBody(), upload())).rejects.toMatchObject({
			kind: 'too-large',
			code: 40_005,
		});
	});

	it('that may not take long is given up in time', async () => {
		const { server, discord } = await answering();
		server.addFault({ match: () => true, act: { kind: 'hang' } });
		const small = { ...upload('small.jpg'), timeoutMs: 50 };

		await expect(discord.editMessage('1', '2', messageBody(), small)).rejects.toMatchObject({ kind: 'unanswered' });
	});

	it('lets no file name break out of its part', async () => {
		const { server, discord } = await answering(made);
		await discord.createMessage('1', messageBody(), upload('a"\r\nX: y.mp4'));

		expect(server.exchanges[0]?.form?.files[0]?.filename).toBe('a___X__y.mp4');
	});
});
