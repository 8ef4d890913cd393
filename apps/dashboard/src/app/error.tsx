'use client';
import ErrorScreen from './(signed-in)/error.tsx';

/** What fails before a page begins, such as finding out who is signed in while the database is away. */
export default function WholeError(props: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main className="p-4">
      <ErrorScreen {...props} />
    </main>
  );
}
