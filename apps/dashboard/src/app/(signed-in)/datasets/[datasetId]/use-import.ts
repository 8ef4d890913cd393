'use client';
import type { ImportUploadInput } from '@natiu/contracts';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { Failure } from '../../../../learn/failure-notice.tsx';
import { useTRPC } from '../../../../trpc/client.tsx';
import { UploadFailure, uploadFiles } from './upload-files.ts';
import type { UploadProgress } from './upload-files.ts';

type State =
  | { kind: 'idle' }
  | ({ kind: 'uploading' } & UploadProgress)
  | { kind: 'queued' }
  | { kind: 'failed'; failure: Failure };

function toFailure(error: unknown): Failure {
  if (!(error instanceof UploadFailure)) return error as Failure;
  if (error.status === 0) return { message: '' };
  const code = error.status < 500 ? 'BAD_REQUEST' : 'INTERNAL_SERVER_ERROR';
  return { message: error.message, data: { code, reference: error.reference } };
}

/** Sends the files, then asks for their import by a worker. */
export function useImport(datasetId: string, onQueued: () => void) {
  const trpc = useTRPC();
  const [state, setState] = useState<State>({ kind: 'idle' });
  const abort = useRef<AbortController>(undefined);
  const request = useMutation(trpc.datasets.import.mutationOptions());
  const start = async (files: File[], classMap: Record<string, string>) => {
    const controller = new AbortController();
    abort.current = controller;
    setState({ kind: 'uploading', done: 0, total: files.length, share: 0 });
    try {
      const uploaded = await uploadFiles(
        files,
        (progress) => setState({ kind: 'uploading', ...progress }),
        controller.signal,
      );
      // The fields offer our class names only; the api checks them again.
      const map = classMap as ImportUploadInput['classMap'];
      await request.mutateAsync({ datasetId, files: uploaded, classMap: map });
      setState({ kind: 'queued' });
      onQueued();
    } catch (error) {
      setState(controller.signal.aborted ? { kind: 'idle' } : { kind: 'failed', failure: toFailure(error) });
    }
  };
  return { state, start, cancel: () => abort.current?.abort() };
}
