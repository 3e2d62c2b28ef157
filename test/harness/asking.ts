import type { APIMessage } from 'discord-api-types/v10';
import type { Invocation } from '../../sandbox/discord/world/actions.js';
import type { Interaction } from '../../sandbox/discord/world/interaction.js';
import type { User } from '../../sandbox/discord/world/people.js';
import { Permission } from '../../sandbox/discord/world/permissions.js';
import { soon } from './soon.js';
import { textOf, type AppHarness } from './appHarness.js';

/** A member who may manage the server, whom nobody has met: so that no damper counts what others did. */
export function anAdmin(stage: AppHarness, locale = 'en-US'): User {
	const admin = stage.member(locale);
	stage.discord.world.guild.members.get(admin.id)!.permissions = Permission.MANAGE_GUILD;
	return admin;
}

/** Uses `/video-admin …` as a new admin; what they read in the end, and by which interaction. */
export async function asAdmin(
	stage: AppHarness,
	command: string,
	options: Invocation['options'] = {},
	user = anAdmin(stage),
): Promise<{ read: string; interaction: Interaction; admin: User }> {
	const interaction = stage.discord.invoke({ user, command: `video-admin ${command}`, options });
	return { read: await answered(stage, interaction), interaction, admin: user };
}

/** The same of a change that asks first, and the answer yes; what stands there then. */
export async function asAdminSure(
	stage: AppHarness,
	command: string,
	options: Invocation['options'] = {},
): Promise<{ asked: string; read: string }> {
	const { read: asked, interaction, admin } = await asAdmin(stage, command, options);
	const message = stage.discord.original(interaction);
	const customId = settleOf(message);
	if (message === undefined || customId === undefined) return { asked, read: asked };
	const press = stage.discord.press({ user: admin, message, customId });
	return { asked, read: await turned(stage, press, interaction) };
}

/** The button that makes the change that a message asks about. */
export const settleOf = (message: APIMessage | undefined): string | undefined =>
	/"custom_id":"(v1:settle:(?!leave:)[^"]*)"/u.exec(JSON.stringify(message?.components ?? []))?.[1];

/** What the answer to an interaction says, once it says anything. */
export async function answered(stage: AppHarness, interaction: Interaction): Promise<string> {
	const read = (): string => textOf(stage.discord.original(interaction));
	await soon(read).not.toBe('');
	return read();
}

/** What the message that was pressed says, once the press is answered and something else stands there. */
export async function turned(stage: AppHarness, press: Interaction, of: Interaction): Promise<string> {
	await press.responded();
	return textOf(stage.discord.original(of));
}
