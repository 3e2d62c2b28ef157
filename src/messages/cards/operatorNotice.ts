import { messageBody, type MessageBody } from '../../discord/messageBody.js';
import { words } from '../../i18n/index.js';
import { card, heading, text } from '../parts/card.js';

/** What only the operator can mend. `unsaved`: the store cannot write. */
export type OperatorCause = 'key' | 'balance' | 'unsaved';

/** A direct message to an operator, whose language nobody knows. */
export function operatorNotice(cause: OperatorCause): MessageBody {
	const { operator } = words('en').failures;
	return messageBody(card('bad', text(heading(operator.title), operator[cause], operator.again)));
}
