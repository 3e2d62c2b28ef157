import {
	ComponentType,
	SeparatorSpacingSize,
	type APIComponentInContainer,
	type APIContainerComponent,
	type APISeparatorComponent,
	type APITextDisplayComponent,
} from 'discord-api-types/v10';

/** The colour at a card's edge. It never says anything that the first line does not say in words. */
export type Tone = 'waiting' | 'working' | 'late' | 'good' | 'bad' | 'quiet';

const colours: Readonly<Record<Tone, number>> = {
	waiting: 0x80848e,
	working: 0x5865f2,
	late: 0xf0a020,
	good: 0x3ba55d,
	bad: 0xda373c,
	quiet: 0x4e5058,
};

/** One framed card. Parts that are `undefined` are left out, so that a card reads as the list of what may stand on it. */
export const card = (tone: Tone, ...parts: (APIComponentInContainer | undefined)[]): APIContainerComponent => ({
	type: ComponentType.Container,
	accent_color: colours[tone],
	components: parts.filter((part) => part !== undefined),
});

/** Lines of markdown; nothing when none is left. */
export function text(...lines: (string | undefined)[]): APITextDisplayComponent | undefined {
	const content = lines.filter((line) => line !== undefined && line !== '').join('\n');
	return content === '' ? undefined : { type: ComponentType.TextDisplay, content };
}

export const separator: APISeparatorComponent = {
	type: ComponentType.Separator,
	divider: true,
	spacing: SeparatorSpacingSize.Small,
};

/** The first line of a card. */
export const heading = (line: string): string => `### ${line}`;

/** A line in small print. */
export const small = (line: string | undefined): string | undefined => (line ? `-# ${line}` : undefined);
