/** Discord's markdown, read: what stands inside a line. */
export type Inline =
	| { readonly type: 'text'; readonly text: string }
	| { readonly type: 'strong' | 'em' | 'underline' | 'strike' | 'spoiler'; readonly children: readonly Inline[] }
	| { readonly type: 'code'; readonly text: string }
	| { readonly type: 'link'; readonly url: string; readonly children: readonly Inline[] }
	| { readonly type: 'user' | 'role' | 'channel'; readonly id: string }
	| { readonly type: 'command'; readonly name: string; readonly id: string }
	| { readonly type: 'everyone'; readonly text: string }
	| { readonly type: 'time'; readonly seconds: number; readonly style: string }
	| { readonly type: 'emoji'; readonly name: string };

/** Discord's markdown, read: what stands on lines of its own. */
export type Block =
	| { readonly type: 'paragraph' | 'subtext'; readonly children: readonly Inline[] }
	| { readonly type: 'heading'; readonly level: 1 | 2 | 3; readonly children: readonly Inline[] }
	| { readonly type: 'quote'; readonly blocks: readonly Block[] }
	| { readonly type: 'list'; readonly ordered: boolean; readonly start: number; readonly items: readonly ListItem[] }
	| { readonly type: 'pre'; readonly text: string };

/** One line of a list and how far it is indented, 0 for the outermost. */
export interface ListItem {
	readonly depth: number;
	readonly children: readonly Inline[];
}
