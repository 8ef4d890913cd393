'use client';
import type { ReviewTask } from '@natiu/contracts';
import { isClassName } from '@natiu/domain';
import type { ClassName } from '@natiu/domain';
import { moveBox, resizeBox, viewAround } from '@natiu/ui';
import type { BoxShares } from '@natiu/ui';
import { useState } from 'react';
import type { ReviewKey } from './read-review-key.ts';
import { useTaskKeys } from './use-task-keys.ts';
import type { useReview } from './use-review.ts';

/** One press of an arrow, as a share of what is seen. */
const STEP = 0.01;
/** A box that begins by a key, as a share of what is seen: about an insect. */
const NEW_SIZE = 0.2;
const WHOLE = { x: 0, y: 0, size: 1 };

export type TaskProps = { task: ReviewTask; review: ReturnType<typeof useReview> };

/** The api takes a box and nothing else with it. */
function onlyShares({ cx, cy, w, h }: BoxShares): BoxShares {
  return { cx, cy, w, h };
}

function beginBox(view: typeof WHOLE): BoxShares {
  const side = view.size * NEW_SIZE;
  return { cx: view.x + view.size / 2, cy: view.y + view.size / 2, w: side, h: side };
}

/** What is on the screen and not yet decided: how near, and the box that is moved or drawn. */
function useDraft({ box }: ReviewTask) {
  /** The box under review, moved; or, while drawing, the new one. */
  const [draft, setDraft] = useState<BoxShares>();
  const [drawing, setDrawing] = useState(false);
  const [whole, setWhole] = useState(false);
  const view = whole ? WHOLE : viewAround(box);
  const discard = () => {
    setDrawing(false);
    setDraft(undefined);
  };
  const draw = () => {
    if (drawing) return discard();
    setDraft(beginBox(view));
    setDrawing(true);
  };
  return {
    draft,
    drawing,
    whole,
    view,
    shown: draft ?? onlyShares(box),
    set: (next: BoxShares) => setDraft(onlyShares(next)),
    discard,
    draw,
    toggleWhole: () => setWhole((now) => !now),
  };
}

/** Decisions as the api knows them; a drawn box is saved by the same keys that decide on a proposed one. */
function createDecisions({ task, review }: TaskProps, state: ReturnType<typeof useDraft>) {
  const { draft, drawing, shown } = state;
  const onBox = { boxId: task.box.id, revision: task.box.revision };
  const proposed: ClassName = isClassName(task.box.className) ? task.box.className : 'Undefined';
  const saveDrawn = (className: ClassName) => {
    state.discard();
    void review.decide(task, { action: 'draw', pictureId: task.picture.id, className, box: shown });
  };
  const accept = () => {
    if (drawing) saveDrawn(proposed);
    else if (draft) void review.decide(task, { action: 'move', ...onBox, box: draft });
    else void review.decide(task, { action: 'accept', ...onBox });
  };
  const reject = () => {
    if (drawing) state.discard();
    else void review.decide(task, { action: 'reject', ...onBox });
  };
  const chooseClass = (className: ClassName) => {
    if (drawing) return saveDrawn(className);
    if (className === proposed) return accept();
    if (!draft) return void review.decide(task, { action: 'class', ...onBox, className });
    // Two decisions, one after the other: the class is of the box as it was moved to.
    void review.decide(task, { action: 'move', ...onBox, box: draft }, ({ id, revision }) => ({
      action: 'class',
      boxId: id,
      revision,
      className,
    }));
  };
  return { proposed, accept, reject, chooseClass };
}

/** What a person does with one box; every action has its key and its button. */
export function useTaskActions(props: TaskProps) {
  const { review } = props;
  const state = useDraft(props.task);
  const decisions = createDecisions(props, state);
  const toShares = ({ x, y }: { x: number; y: number }) => {
    const step = STEP * state.view.size;
    return { x: x * step, y: y * step };
  };
  useTaskKeys((key: ReviewKey) => {
    switch (key.kind) {
      case 'accept':
      case 'save':
        return decisions.accept();
      case 'reject':
        return decisions.reject();
      case 'class':
        return decisions.chooseClass(key.className);
      case 'draw':
        return state.draw();
      case 'whole':
        return state.toggleWhole();
      case 'cancel':
        return state.discard();
      case 'undo':
        return void review.undo();
      case 'next':
        return review.step(1);
      case 'previous':
        return review.step(-1);
      case 'nudge':
        return state.set(moveBox(state.shown, toShares(key)));
      case 'resize':
        return state.set(resizeBox(state.shown, toShares(key)));
    }
  });
  return { ...state, ...decisions };
}
