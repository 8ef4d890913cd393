import Link from 'next/link';
import type { ReactNode } from 'react';

/** Title, what it is about, and what can be done here; `back` leads one step up. */
export function PageHead(props: {
  title: ReactNode;
  intro?: ReactNode;
  back?: { href: string; label: string };
  children?: ReactNode;
}) {
  return (
    <div className="flex flex-wrap items-end gap-x-4 gap-y-3">
      <div className="mr-auto min-w-0">
        {props.back && (
          <Link href={props.back.href} className="muted text-sm hover:underline">
            ← {props.back.label}
          </Link>
        )}
        <h1 className="text-2xl font-semibold tracking-tight">{props.title}</h1>
        {props.intro && <div className="muted text-[14px]">{props.intro}</div>}
      </div>
      {props.children}
    </div>
  );
}
