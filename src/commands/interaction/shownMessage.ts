import type { Message } from 'discord.js';
import type { Shown } from '../../messages/cards/usedButton.js';

/** A message that came with a press, as far as it can be sent back. */
export const shownMessage = ({ components, attachments }: Message): Shown => ({
	components: components.map((component) => component.toJSON()),
	attachments: [...attachments.values()].map(({ name }) => ({ filename: name })),
});
