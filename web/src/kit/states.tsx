import { Button, Empty, Result, Spin } from 'antd';
import type { ReactNode } from 'react';
import { Problem, Unreachable } from '@/api/problem';
import { useT, type T } from '@/i18n/desk';

/** The sentence that a person reads for an error of any kind. */
export function errorSentence(e: unknown, t: T): string {
  if (e instanceof Problem) return e.sentence;
  if (e instanceof Unreachable) return t('kit.unreachable');
  return e instanceof Error ? e.message : String(e);
}

export function Loading() {
  const { t } = useT();
  return (
    <div className="state-box" role="status">
      <Spin />
      <span className="faint">{t('kit.loading')}</span>
    </div>
  );
}

export function Nothing({ title, hint, action }: { title?: string; hint?: string; action?: ReactNode }) {
  const { t } = useT();
  return (
    <Empty
      className="state-box"
      image={Empty.PRESENTED_IMAGE_SIMPLE}
      description={
        <>
          <div>{title ?? t('kit.empty')}</div>
          {hint && <div className="faint">{hint}</div>}
        </>
      }
    >
      {action}
    </Empty>
  );
}

export function Failed({ error, again }: { error: unknown; again?: () => void }) {
  const { t } = useT();
  const status = error instanceof Problem ? error.status : 0;
  if (status === 403) {
    return <Result status="403" title={t('kit.denied')} subTitle={errorSentence(error, t) || t('kit.deniedHint')} />;
  }
  if (status === 404) return <Result status="404" title={t('kit.gone')} />;
  return (
    <Result
      status="warning"
      title={t('kit.failed')}
      subTitle={errorSentence(error, t)}
      extra={again && <Button onClick={again}>{t('kit.again')}</Button>}
    />
  );
}

interface QueryLike<D> {
  data: D | undefined;
  error: unknown;
  isPending: boolean;
  refetch: () => unknown;
}

/** Shows what a query has: loading, its error, or its data. Old data stays in sight while newer is read. */
export function Loaded<D>({ of: q, children }: { of: QueryLike<D>; children: (d: D) => ReactNode }) {
  if (q.data !== undefined) return <>{children(q.data)}</>;
  if (q.isPending) return <Loading />;
  return <Failed error={q.error} again={() => void q.refetch()} />;
}
