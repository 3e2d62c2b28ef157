// The elements of Discord's look that the page draws with; the library's own list would bring all of them.
import '@skyra/discord-components-core/discord-mention.js';
import '@skyra/discord-components-core/discord-reply.js';

import { DiscordMessage } from '@skyra/discord-components-core/discord-message.js';
import { css } from 'lit';

// The library's own grey is too faint to read.
DiscordMessage.elementStyles.push(css`
	.discord-message-timestamp,
	:host(:hover) .discord-message-timestamp-hover::before {
		color: #a8afb8;
	}
`);

// A message under another of the same author stands exactly below it: the place of its time must not shrink.
DiscordMessage.elementStyles.push(css`
	.discord-message-body-only-indent {
		flex: none;
		margin-left: 0;
		font-size: 10px;
	}
`);
