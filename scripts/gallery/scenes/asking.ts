import { type Scene, sunset, type Studio } from '../studio.js';
/** How one asks: the command, its options, what is offered while typing, and pictures in messages. */
export const asking: Scene = {
	title: 'Asking for a video',
	shots: [
		{
			name: 'commands',
			says: 'The commands, as their picker lists them.',
			commands: ['video', 'videos', 'models', 'video-privacy'],
			phone: true,
		},
		{ name: 'commands-admin', says: 'What the admins of a server have besides.', commands: ['video-admin'] },
		{ name: 'options', says: '`/video` with its options.', commands: ['video'], phone: true },
		{ name: 'model-choices', says: 'Models while typing: name, price, what each takes.', phone: true },
		{ name: 'duration-choices', says: 'Lengths while typing: those of the chosen model.' },
		{
			name: 'animate-menu',
			says: 'The message command on a picture in a message.',
			commands: ['animate-image', 'edit-video'],
		},
		{ name: 'animate-modal', says: 'What it asks, here for the picture of another member.', phone: true },
	],
	async play(studio) {
		const { page } = studio;
		await page.locator('#text').fill('/');
		await studio.shoot('commands', page.locator('.offers'), page.locator('.composer-box'));

		await studio.be('admin');
		await page.locator('#text').fill(studio.say('/video-admin', '/영상관리'));
		// The whole list, which otherwise scrolls.
		await page.locator('.offers-list').evaluate(whole);
		await studio.shoot('commands-admin', page.locator('.offers'), page.locator('.composer-box'));
		await page.locator('#text').fill('');
		await studio.be('alice');
		await page.locator('#text').fill(studio.say('/video', '/영상'));
		await page.keyboard.press('Enter');
		await page.keyboard.type(studio.say('A paper boat sails down a rainy street', '비 오는 거리를 떠가는 종이배'));
		await page.keyboard.press('Tab');
		await studio.shoot('options', page.locator('.offers'), page.locator('.composer-box'));

		await page.keyboard.type(studio.say('model', '모델'));
		await page.keyboard.press('Enter');
		await page.locator('.offers-list .offer').first().waitFor();
		await studio.shoot('model-choices', page.locator('.offers'), page.locator('.composer-box'));
		await page.keyboard.type('Veo 3.1 Fast');
		await page
			.getByRole('option', { name: /Veo 3\.1 Fast/u })
			.first()
			.click();
		await page.locator('#tail').focus();
		await page.keyboard.type(studio.say('duration', '길이'));
		await page.keyboard.press('Enter');
		await page.locator('.offers-list .offer').first().waitFor();
		await studio.shoot('duration-choices', page.locator('.offers'), page.locator('.composer-box'));
		await page.reload();
		await page.locator('#locale').selectOption(studio.locale);
		await animate(studio);
	},
};

async function animate(studio: Studio): Promise<void> {
	const { page, sandbox } = studio;
	const { world } = sandbox.discord;
	const content = studio.say('Yesterday at the harbour', '어제 항구에서');
	sandbox.discord.post({ user: world.bob, content, attachments: [sunset, { ...sunset, name: 'harbour.jpg' }] });
	const post = page.locator('.message', { hasText: content });
	await post.hover();
	await post.locator('.message-tools > button').click();
	await studio.shoot('animate-menu', post, post.locator('.message-tools'));
	await post.locator('.message-tools > button').click();
	await post.hover();
	await post.locator('.message-tools > button').click();
	await post.getByRole('menuitem').first().click();
	await studio.shoot('animate-modal', studio.modal);
}

/** In the page: a list in its full height. */
const whole = (list: unknown): void => {
	const { style } = list as { style: { setProperty: (name: string, value: string) => void } };
	style.setProperty('max-height', 'none');
};
