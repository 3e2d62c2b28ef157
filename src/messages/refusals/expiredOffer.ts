import { ComponentType, type APIMessageTopLevelComponent } from 'discord-api-types/v10';
import { messageBody, type MessageBody } from '../../discord/messageBody.js';
import { card, text } from '../parts/card.js';
import { refusalText } from './refusal.js';
import { usedButton, type Shown } from '../cards/usedButton.js';

/** An offer whose time is over, in its own place: the words stay to be copied, the buttons and the small print go. */
export function expiredOffer(shown: Shown, locale: string): MessageBody {
	const reason = refusalText({ type: 'button', why: 'draftExpired' }, locale);
	const { components } = usedButton(shown);
	return messageBody(card('bad', text(reason)), ...components.flatMap(words));
}

function words(component: APIMessageTopLevelComponent): APIMessageTopLevelComponent[] {
	if (component.type !== ComponentType.Container) return [];
	const components = component.components.filter(
		(part) => part.type === ComponentType.TextDisplay && !part.content.startsWith('-# '),
	);
	return components.length === 0 ? [] : [{ ...component, components }];
}
