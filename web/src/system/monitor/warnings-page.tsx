import { InboxOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { App, Button, Upload } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { idempotencyKey } from '@/api/idempotency';
import { problemOf } from '@/api/problem-of';
import { queries, warningsQuery } from '@/api/queries';
import type { Warning } from '@/api/types';
import { reissue } from '@/api/warn';
import { WarningColour } from '@/kit/warning-colour';
import { useMay } from '@/app/session';
import { language } from '@/i18n/language';
import { useT } from '@/i18n/desk';
import { Facts, PageHead, Panel } from '@/kit/page';
import { errorSentence, Loaded, Nothing } from '@/kit/states';
import { TimeText } from '@/kit/time-text';
import { PublicationList } from '@/system/warn/publication-list';
import { PushSwitch } from '@/system/warn/push-switch';

/** Warnings in four colours, and the door for CAP files. */
export default function WarningsPage() {
  const { t } = useT();
  const warnings = useQuery(warningsQuery);
  const asked = useRouterState({ select: (s) => s.location.hash }); // what a notice of a push has opened
  const mayPublish = useMay('warn.warning.publish');
  return (
    <>
      <PageHead title={t('warning.title')}>
        <PushSwitch />
      </PageHead>
      <div className="stack">
        <PublicationList />
        {mayPublish && <CapUpload />}
        <Loaded of={warnings}>
          {(all) => (
            <>
              {asked && !all.some((w) => w.id === asked) && <p role="status">{t('warning.over')}</p>}
              {all.length === 0 ? <Nothing title={t('warning.none')} /> : all.map((w) => <WarningCard key={w.id} w={w} asked={w.id === asked} />)}
            </>
          )}
        </Loaded>
      </div>
    </>
  );
}

/** Our own come from us; they are changed where they were published. */
const own = (w: Warning) => w.sender === 'yjj@shenyang.anlan';

/** A warning; the one that was asked for is brought into view. */
function WarningCard({ w, asked }: { w: Warning; asked: boolean }) {
  const { t, say } = useT();
  const go = useNavigate();
  const { message } = App.useApp();
  const mayPublish = useMay('warn.warning.publish');
  const [busy, setBusy] = useState(false);
  const card = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!asked) return;
    card.current?.scrollIntoView({ block: 'center' });
    card.current?.focus({ preventScroll: true });
  }, [asked]);
  const again = async () => {
    setBusy(true);
    try {
      await go({ to: '/warn/publications/$id', params: { id: await reissue(w.id) } });
    } catch (e) {
      message.error(errorSentence(e, t), 8);
    }
    setBusy(false);
  };
  return (
    <div ref={card} tabIndex={-1} data-warning={w.id}>
      <Panel
        title={w.headline}
        className={`edge-panel panel-${w.colour}`}
        extra={
          <>
            {!w.active && <span className="tag tag-plain">{say(w.ended_text) || t('warning.expired')}</span>}
            <WarningColour w={w} />
            {w.active && mayPublish && !own(w) && (
              <Button size="small" loading={busy} onClick={() => void again()}>
                {t('warn.reissue')}
              </Button>
            )}
          </>
        }
      >
        <Facts
          items={[
            [t('warning.event'), w.event],
            [t('warning.areas'), w.areas?.join('、') || w.area_name],
            [t('warning.effective'), <TimeText key="a" at={w.effective} style="minute" />],
            [t('warning.expires'), <TimeText key="b" at={w.expires} style="minute" />],
            [t('warning.sender'), w.sender_name || w.sender],
          ]}
        />
        {w.description && <p>{w.description}</p>}
        {w.instruction && (
          <p>
            <b>{t('warning.instruction')}</b> {w.instruction}
          </p>
        )}
      </Panel>
    </div>
  );
}

/** Sends one CAP 1.2 file as it is; the server checks it. */
function CapUpload() {
  const { t } = useT();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const send = async (file: File) => {
    setBusy(true);
    try {
      const answer = await fetch('/api/monitor/cap', {
        method: 'POST',
        headers: { 'Content-Type': 'application/cap+xml', 'Accept-Language': language(), 'Idempotency-Key': idempotencyKey() },
        body: await file.arrayBuffer(),
      });
      if (!answer.ok) throw await problemOf(answer);
      message.success(t('warning.uploaded', { headline: file.name }));
      await queries.invalidateQueries({ queryKey: warningsQuery.queryKey });
    } catch (e) {
      message.error(errorSentence(e, t), 8);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Upload.Dragger
      accept=".xml,.cap,text/xml,application/cap+xml"
      showUploadList={false}
      disabled={busy}
      beforeUpload={(f) => {
        void send(f);
        return false;
      }}
    >
      <p>
        <InboxOutlined /> {t('warning.upload')}
      </p>
      <p className="faint">{t('warning.uploadHint')}</p>
    </Upload.Dragger>
  );
}
