import { submitAnimate, type AnimateParts } from './video/animateImage.js';
import { confirm, confirmImproved, decline } from './video/confirm.js';
import { compare, makeCompared, type CompareParts } from './comparison/compare.js';
import type { Press } from './interaction/command.js';
import type { Presses, SentForms } from './interaction/dispatcher.js';
import { again, cutClip, type AgainParts } from './buttons/again.js';
import { continueVideo, submitContinue, type ContinueParts } from './buttons/continueVideo.js';
import { deleteVideo, submitDelete, type DeleteParts } from './buttons/deleteVideo.js';
import { edit, submitEdit, type EditParts } from './buttons/edit.js';
import { download, fetchOutcome, type GetVideoParts } from './buttons/getVideo.js';
import { makeYourOwn, submitOwn, type MakeYourOwnParts } from './buttons/makeYourOwn.js';
import { shareVideo } from './buttons/shareVideo.js';
import type { OwnJobParts } from './buttons/ownJob.js';
import { otherModel, type OtherModelParts } from './buttons/otherModel.js';
import {
	joinVideos,
	remix,
	submitRemix,
	upscale,
	type JoinParts,
	type RemixParts,
	type UpscaleParts,
} from './buttons/makeOver.js';
import { amendRefused, retryRefused, submitAmended, type RefusedParts } from './video/refusedPress.js';
import { settleChange, type ChangeSettingsParts } from './admin/changeSettings.js';
import { haltRequest, refreshRequests, retellRequest, type RequestsParts } from './admin/requests.js';
import { pressPanel } from './admin/settingsPanel.js';
import { showDetails, showDetailsToManager } from './buttons/showDetails.js';
import { askAgain, type AskAgainParts } from './buttons/askAgain.js';
import { cancel, type CancelParts } from './buttons/cancel.js';
import { turnModels, type ModelsParts } from './pages/models.js';
import { submitUse, useModel, type UseModelParts } from './pages/useModel.js';
import { askPreset, savePreset, type PresetParts } from './pages/presets.js';
import { forget, type PrivacyParts } from './pages/privacy.js';
import { filterHistory, turnHistory, type VideosParts } from './pages/videos.js';

type ResultButtonParts = AgainParts &
	CompareParts &
	ContinueParts &
	DeleteParts &
	EditParts &
	GetVideoParts &
	JoinParts &
	PresetParts &
	OtherModelParts &
	RemixParts &
	UpscaleParts &
	RefusedParts &
	UseModelParts;

/** What the buttons and selects on results and offers do. */
export const resultButtons = (parts: ResultButtonParts): Presses => ({
	again: (press) => again(press, parts),
	cut: (press) => cutClip(press, parts),
	edit: (press) => edit(press, parts),
	continue: (press) => continueVideo(press, parts),
	model: (press) => otherModel(press, parts),
	remix: (press) => remix(press, parts),
	upscale: (press) => upscale(press, parts),
	join: (press) => joinVideos(press, parts),
	download: (press) => download(press, parts),
	preset: (press) => askPreset(press, parts),
	details: (press) => showDetails(press, parts),
	delete: (press) => deleteVideo(press, parts),
	fetch: (press) => fetchOutcome(press, parts),
	share: (press) => shareVideo(press, parts),
	confirm: (press) => confirm(press, parts, (draft) => makeCompared(draft, press, parts)),
	compare: (press) => compare(press, parts),
	improved: (press) => confirmImproved(press, parts),
	decline: (press) => decline(press, parts),
	retry: (press) => retryRefused(press, parts),
	amend: (press) => amendRefused(press, parts),
	use: (press) => useModel(press, parts),
});

/** What sent modals do. */
export const sentForms = (
	parts: EditParts &
		RemixParts &
		AnimateParts &
		ContinueParts &
		DeleteParts &
		MakeYourOwnParts &
		PresetParts &
		RefusedParts &
		UseModelParts,
): SentForms => ({
	continue: (submission) => submitContinue(submission, parts),
	delete: (submission) => submitDelete(submission, parts),
	preset: (submission) => savePreset(submission, parts),
	own: (submission) => submitOwn(submission, parts),
	edit: (submission) => submitEdit(submission, parts),
	amend: (submission) => submitAmended(submission, parts),
	use: (submission) => submitUse(submission, parts),
	remix: (submission) => submitRemix(submission, parts),
	animate: (submission) => submitAnimate(submission, parts),
});

/** What the buttons that make a video do for those whose video it is not, and *Details* for those who may manage it. */
export function othersPresses(parts: MakeYourOwnParts & OwnJobParts): Presses {
	const own = (press: Press): Promise<void> => makeYourOwn(press, parts);
	const details = (press: Press): Promise<void> => showDetailsToManager(press, parts);
	return { again: own, edit: own, continue: own, model: own, remix: own, upscale: own, join: own, details };
}

type ButtonParts = AskAgainParts &
	CancelParts &
	ModelsParts &
	VideosParts &
	PrivacyParts &
	ChangeSettingsParts &
	RequestsParts;

/** What each button and select does. An action that is missing here is answered as one we do not know any more. */
export const buttons = (parts: ButtonParts): Presses => ({
	cancel: (press) => cancel(press, parts),
	askagain: (press) => askAgain(press, parts),
	models: (press) => turnModels(press, parts),
	history: (press) => turnHistory(press, parts),
	filter: (press) => filterHistory(press, parts),
	forget: (press) => forget(press, parts),
	settle: (press) => settleChange(press, parts),
	panel: (press) => pressPanel(press, parts),
	requests: (press) => refreshRequests(press, parts),
	halt: (press) => haltRequest(press, parts),
	retell: (press) => retellRequest(press, parts),
});
