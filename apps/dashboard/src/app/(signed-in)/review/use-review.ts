'use client';
import type { BoxRow, PictureFilter, ReviewDecision, ReviewTask } from '@natiu/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Failure } from '../../../learn/failure-notice.tsx';
import { useTRPC } from '../../../trpc/client.tsx';

/** So many are held that the next picture is there when the key is pressed. */
const AHEAD = 5;

type Queue = {
  /** Undecided ones first come first; `at` is the one on the screen. */
  tasks: readonly ReviewTask[];
  at: number;
  /** The server has no more. */
  dry: boolean;
};

const EMPTY: Queue = { tasks: [], at: 0, dry: false };

function without({ tasks, at, dry }: Queue, boxId: string): Queue {
  const left = tasks.filter((task) => task.box.id !== boxId);
  return { tasks: left, at: Math.max(0, Math.min(at, left.length - 1)), dry };
}

function withBox(task: ReviewTask, box: BoxRow): ReviewTask {
  const boxes = task.picture.boxes.map((other) => (other.id === box.id ? box : other));
  if (!boxes.some((other) => other.id === box.id)) boxes.push(box);
  return {
    box: task.box.id === box.id ? box : task.box,
    picture: { ...task.picture, boxes },
  };
}

/**
 * The boxes to decide on, lowest confidence first. A decision leaves the screen at once and is sent behind it; when
 * the server refuses it, the box comes back with what was wrong.
 */
export function useReview(datasetId: string, filter: PictureFilter) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [queue, setQueue] = useState<Queue>(EMPTY);
  const [failure, setFailure] = useState<Failure | null>(null);
  const fetching = useRef(false);
  const { mutateAsync: fetchNext } = useMutation(trpc.reviews.next.mutationOptions());
  const { mutateAsync: sendDecision } = useMutation(trpc.reviews.decide.mutationOptions());
  const { mutateAsync: sendUndo } = useMutation(trpc.reviews.undo.mutationOptions());

  const refreshFigures = useCallback(
    () => void queryClient.invalidateQueries({ queryKey: trpc.reviews.pathKey() }),
    [queryClient, trpc],
  );

  const fill = useCallback(
    async (held: readonly ReviewTask[]) => {
      if (fetching.current) return;
      fetching.current = true;
      try {
        const exclude = held.map((task) => task.box.id);
        const tasks = await fetchNext({ datasetId, filter, limit: AHEAD, exclude });
        setQueue((now) => {
          const known = new Set(now.tasks.map((task) => task.box.id));
          const fresh = tasks.filter((task) => !known.has(task.box.id));
          return { ...now, tasks: [...now.tasks, ...fresh], dry: fresh.length === 0 };
        });
      } catch (error) {
        setFailure(error as Failure);
        setQueue((now) => ({ ...now, dry: true }));
      } finally {
        fetching.current = false;
      }
    },
    [datasetId, fetchNext, filter],
  );

  useEffect(() => {
    if (queue.dry || queue.tasks.length >= AHEAD) return;
    // After the paint: the picture that is there is shown first.
    const timer = setTimeout(() => void fill(queue.tasks), 0);
    return () => clearTimeout(timer);
  }, [fill, queue]);

  const decide = useCallback(
    async (task: ReviewTask, decision: ReviewDecision, next?: (box: BoxRow) => ReviewDecision) => {
      setFailure(null);
      const leaves = decision.action !== 'draw';
      if (leaves) setQueue((now) => without(now, task.box.id));
      try {
        const { box } = await sendDecision(decision);
        if (next && box) await sendDecision(next(box));
        if (!leaves && box) {
          setQueue((now) => ({
            ...now,
            tasks: now.tasks.map((one) => (one.picture.id === task.picture.id ? withBox(one, box) : one)),
          }));
        }
      } catch (error) {
        setFailure(error as Failure);
        if (leaves) setQueue((now) => ({ ...now, tasks: [task, ...now.tasks], at: 0 }));
      }
      refreshFigures();
    },
    [refreshFigures, sendDecision],
  );

  const undo = useCallback(async () => {
    setFailure(null);
    try {
      await sendUndo({ datasetId });
      // What was undone is asked for again and comes first where its confidence puts it.
      setQueue(EMPTY);
    } catch (error) {
      setFailure(error as Failure);
    }
    refreshFigures();
  }, [datasetId, refreshFigures, sendUndo]);

  const step = useCallback(
    (by: 1 | -1) =>
      setQueue((now) => ({ ...now, at: Math.max(0, Math.min(now.at + by, now.tasks.length - 1)) })),
    [],
  );
  const restart = useCallback(() => {
    setFailure(null);
    setQueue(EMPTY);
  }, []);
  return { task: queue.tasks[queue.at], queue, failure, decide, undo, step, restart };
}
