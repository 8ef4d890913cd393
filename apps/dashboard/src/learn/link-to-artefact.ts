/** Where a file of a run can be had; its name may have folders, such as `report/report.html`. */
export function linkToArtefact(runId: string, name: string): string {
  return `/api/training/${runId}/artefacts/${name.split('/').map(encodeURIComponent).join('/')}`;
}
