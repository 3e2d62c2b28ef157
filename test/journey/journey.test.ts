import { request } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { hasOpenApi } from '../harness/openapi.js';
import { AppHarness, textOf, withVideo } from '../harness/appHarness.js';

let stage: AppHarness;
afterEach(() => stage.close());

describe('the journey of a text', () => {
	it("ends with one new message: the provider's own bytes, one ping, one create", async () => {
		stage = await AppHarness.set({ comet: { plan: { pollsToDone: 3 } } });
		stage.video();
		const messages = await stage.until((all) => withVideo(all).length > 0);
		const [result] = withVideo(messages);
		const bytes = await request(stage.discord.files(result)[0]!.url).then(({ body }) => body.arrayBuffer());
		expect(Buffer.from(bytes).equals(stage.comet.sample)).toBe(true);

		await stage.until((all) => textOf(all[0]).includes('https://discord.com/channels/'));
		expect(stage.comet.creates).toBe(1);
		expect(stage.discord.notifications).toHaveLength(1);
		expect(withVideo(stage.discord.messages())).toHaveLength(1);
		expect(result?.message_reference?.message_id).toBe(messages[0]?.id);
		expect(stage.comet.cdn.leaks).toEqual([]);
		expect(stage.discord.unknownRoutes).toEqual([]);
		if (hasOpenApi) expect(stage.faultsAgainstOpenApi()).toEqual([]);
	});
});
