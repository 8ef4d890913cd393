/** One line per problem, each with the key it concerns. */
export function describeIssues(issues: readonly { path: PropertyKey[]; message: string }[]): string {
  return issues
    .map((issue) => `  ${issue.path.map(String).join('.') || '(whole file)'}: ${issue.message}`)
    .join('\n');
}
