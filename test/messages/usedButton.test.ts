import { describe, expect, it } from 'vitest';
import { button, buttonRows } from '../../src/messages/parts/buttons.js';
import { card, text } from '../../src/messages/parts/card.js';
import { usedButton } from '../../src/messages/cards/usedButton.js';

const rows = buttonRows([
	button({ action: 'again', jobId: '1', ownerId: '2' }, 'Again'),
	button({ action: 'edit', jobId: '1', ownerId: '2' }, 'Edit'),
]);
const gallery = (media: object) => ({ type: 12, items: [{ media, description: 'a fox', spoiler: true }] }) as never;

describe('usedButton', () => {
	it('disables one button and leaves the rest of the message as it was', () => {
		const shown = { components: [card('good', text('Done'), ...rows)], attachments: [] };
		const body = usedButton(shown, 'v1:again:1:2');
		expect(JSON.stringify(body)).toContain('"custom_id":"v1:again:1:2","label":"Again","disabled":true');
		expect(JSON.stringify(body).match(/disabled/gu)).toHaveLength(1);
		expect(usedButton(shown).components).toEqual(shown.components);
		expect(body.allowed_mentions).toEqual({ parse: [] });
	});

	it('names a file of the message by its name, because the address that it is shown by dies', () => {
		const media = { url: 'https://cdn.example.com/a/reelay-1.mp4?ex=1&hm=2', proxy_url: 'https://x', width: 1 };
		const shown = { components: [card('good', gallery(media))], attachments: [{ filename: 'reelay-1.mp4' }] };
		expect(JSON.stringify(usedButton(shown))).toContain('"media":{"url":"attachment://reelay-1.mp4"}');
	});

	it('leaves the address of a file that is somewhere else', () => {
		const media = { url: 'https://elsewhere.example/b.mp4', content_type: 'video/mp4' };
		const shown = { components: [card('good', gallery(media))], attachments: [{ filename: 'reelay-1.mp4' }] };
		expect(JSON.stringify(usedButton(shown))).toContain('"media":{"url":"https://elsewhere.example/b.mp4"}');
	});

	it.each([
		['names it', { url: 'https://cdn.example.com/a/reelay-1.mp4?ex=1', attachment_id: '3' }],
		['keeps it', { url: 'https://cdn.discordapp.com/attachments/1/2/reelay-1.mp4?ex=1&is=2&hm=3' }],
		['shows it in its own size', { url: 'https://media.discordapp.net/ephemeral-attachments/1/2/reelay-1.mp4?ex=1' }],
	])('names a file that Discord lists nowhere, where it %s', (_, media) => {
		const shown = { components: [card('good', gallery(media))], attachments: [] };
		expect(JSON.stringify(usedButton(shown))).toContain('"media":{"url":"attachment://reelay-1.mp4"}');
	});
});
