import type { UploadedFile } from '@natiu/contracts';

export const ACCEPTED_FILES = '.zip,.tar,.tgz,.tar.gz,.jpg,.jpeg,.png,.webp';

export class UploadFailure extends Error {
  readonly reference: string | undefined;
  readonly status: number;
  constructor(message: string, status: number, reference: string | undefined) {
    super(message);
    this.status = status;
    this.reference = reference;
  }
}

type Answer = { sha256: string; name: string };

function readFailure(request: XMLHttpRequest): UploadFailure {
  const body = request.response as { message?: string; reference?: string } | null;
  return new UploadFailure(body?.message ?? '', request.status, body?.reference);
}

/** One file with its progress: `fetch` cannot tell how much has left. */
function uploadFile(file: File, onBytes: (sent: number) => void, signal: AbortSignal): Promise<UploadedFile> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    signal.addEventListener('abort', abort, { once: true });
    request.open('POST', `/api/uploads?name=${encodeURIComponent(file.name)}`);
    request.responseType = 'json';
    request.upload.onprogress = (event) => onBytes(event.loaded);
    request.onloadend = () => {
      signal.removeEventListener('abort', abort);
      if (request.status !== 200) return reject(readFailure(request));
      const { sha256, name } = request.response as Answer;
      onBytes(file.size);
      resolve({ sha256, name });
    };
    request.send(file);
  });
}

export type UploadProgress = { done: number; total: number; share: number };

/** One after the other; the store keeps what it has by its hash, so that a second try sends again and doubles nothing. */
export async function uploadFiles(
  files: readonly File[],
  onProgress: (progress: UploadProgress) => void,
  signal: AbortSignal,
): Promise<UploadedFile[]> {
  const allBytes = Math.max(
    1,
    files.reduce((sum, file) => sum + file.size, 0),
  );
  const uploaded: UploadedFile[] = [];
  let bytesBefore = 0;
  for (const file of files) {
    const report = (sent: number) =>
      onProgress({ done: uploaded.length, total: files.length, share: (bytesBefore + sent) / allBytes });
    uploaded.push(await uploadFile(file, report, signal));
    bytesBefore += file.size;
  }
  return uploaded;
}
