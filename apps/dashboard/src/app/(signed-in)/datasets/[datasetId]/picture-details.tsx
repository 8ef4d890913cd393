'use client';
import type { PictureRow } from '@natiu/contracts';
import { isClassName } from '@natiu/domain';
import { BoxedPicture, styleOfBox } from '@natiu/ui';
import { useTranslations } from 'next-intl';
import { useFormats } from '../../../../learn/use-formats.ts';

/** One picture, large, with what is known about it and every box of it. */
export function PictureDetails({ picture }: { picture: PictureRow }) {
  const t = useTranslations('datasets');
  const tClasses = useTranslations('site.classes');
  const formats = useFormats();
  const nameOf = (name: string) => (isClassName(name) ? tClasses(name) : name);
  const facts = [
    `${picture.width} × ${picture.height} px`,
    t(`sources.${picture.source}`),
    picture.split ? t(`splits.${picture.split}`) : t('splits.none'),
    picture.siteName,
    picture.trapId,
    picture.capturedAt && `${formats.dateTime(picture.capturedAt)} UTC`,
  ].filter(Boolean);
  return (
    <div className="grid gap-3">
      <BoxedPicture
        src={`/api/pictures/${picture.id}`}
        alt={t('browse.alt', { name: picture.name, count: picture.boxes.length })}
        width={picture.width}
        height={picture.height}
        boxes={picture.boxes.map((box) => ({ ...box, label: nameOf(box.className) }))}
        withLabels
      />
      <p className="muted text-[13px]">{facts.join(' · ')}</p>
      {picture.boxes.length === 0 ? (
        <p>{t('details.noBoxes')}</p>
      ) : (
        <table className="data-table stack-table">
          <thead>
            <tr>
              {(['class', 'state', 'origin', 'confidence', 'decided'] as const).map((key) => (
                <th key={key} scope="col">
                  {t(`details.${key}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {picture.boxes.map((box) => (
              <tr key={box.id}>
                <th scope="row">
                  <span className="inline-flex items-center gap-2">
                    <span
                      aria-hidden="true"
                      className="box-key"
                      style={{ borderColor: styleOfBox(box.className).color }}
                    />
                    {nameOf(box.className)}
                  </span>
                </th>
                <td data-label={t('details.state')}>{t(`boxStates.${box.state}`)}</td>
                <td data-label={t('details.origin')}>{t(`origins.${box.origin}`)}</td>
                <td data-label={t('details.confidence')}>
                  {box.confidence === null ? '–' : formats.share(box.confidence)}
                </td>
                <td data-label={t('details.decided')}>
                  {box.decidedAt ? `${box.decidedBy ?? ''} ${formats.dateTime(box.decidedAt)} UTC` : '–'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
