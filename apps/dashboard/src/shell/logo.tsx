/** A mosquito seen from above, inside a trap's ring. */
export function Logo({ size = 30 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <circle cx="16" cy="16" r="15" fill="var(--accent)" />
      <g fill="none" stroke="var(--on-accent)" strokeLinecap="round" strokeWidth="1.7">
        <path d="M16 4.5v6" />
        <path d="M14.6 15 6.5 20.5M17.4 15l8.1 5.5" strokeWidth="3.2" strokeOpacity=".85" />
        <path d="m14 12.5-5.5-4M18 12.5l5.5-4M14.5 17.5 10 26M17.5 17.5 22 26" />
      </g>
      <ellipse cx="16" cy="13" rx="2.6" ry="3.4" fill="var(--on-accent)" />
      <ellipse cx="16" cy="21" rx="1.7" ry="6" fill="var(--on-accent)" />
    </svg>
  );
}
