import { submitAnimate, type AnimateParts } from './animateImage.js';
import { confirm, decline, type ConfirmParts } from './confirm.js';
import type { Presses, Submissions } from './dispatcher.js';
import { again, type AgainParts } from './results/again.js';
import { continueVideo, type ContinueParts } from './results/continueVideo.js';
import { deleteVideo, type DeleteParts } from './results/deleteVideo.js';
import { edit, submitEdit, type EditParts } from './results/edit.js';
import { download, fetchOutcome, type HandOutParts } from './results/handOut.js';
import { otherModel, type OtherModelParts } from './results/otherModel.js';
import { remix, submitRemix, type RemixParts } from './results/remix.js';
import { showDetails } from './results/showDetails.js';

export type ResultButtonParts = AgainParts &
	ContinueParts &
	DeleteParts &
	EditParts &
	HandOutParts &
	OtherModelParts &
	RemixParts &
	ConfirmParts;

/** What the buttons and selects on results and offers do. */
export const resultButtons = (parts: ResultButtonParts): Presses => ({
	again: (press) => again(press, parts),
	edit: (press) => edit(press, parts),
	continue: (press) => continueVideo(press, parts),
	model: (press) => otherModel(press, parts),
	remix: (press) => remix(press, parts),
	download: (press) => download(press, parts),
	details: (press) => showDetails(press, parts),
	delete: (press) => deleteVideo(press, parts),
	fetch: (press) => fetchOutcome(press, parts),
	confirm: (press) => confirm(press, parts),
	decline: (press) => decline(press, parts),
});

/** What sent modals do. */
export const submissions = (parts: EditParts & RemixParts & AnimateParts): Submissions => ({
	edit: (submission) => submitEdit(submission, parts),
	remix: (submission) => submitRemix(submission, parts),
	animate: (submission) => submitAnimate(submission, parts),
});
