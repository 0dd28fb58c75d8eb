import './report.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { reportedOneQuery, type MatterView } from '@/api/report';
import { useMay } from '@/app/session';
import { useT, type Key } from '@/i18n/desk';
import { ActPanel } from '@/kit/act-panel';
import { LevelTag } from '@/kit/incident-words';
import { Loaded } from '@/kit/states';
import { TimeText } from '@/kit/time-text';
import { ClocksPanel } from './clocks-panel';
import { DueChip } from './due-chip';
import { FiguresPanel } from './figures-panel';
import { GradingPanel } from './grading-panel';
import { PhonesPanel } from './phones-panel';
import { ReportsPanel } from './reports-panel';

/** Acts that have a place of their own on the page, and those that only the machine does. */
const elsewhere = ['state', 'amend-figure', 'write', 'phone', 'draft', 'submit', 'rate', 'receive', 'refuse'];

/** One incident that is told upward: what is due on top, the reports in the middle, the figures beside them. */
export default function MatterPage() {
  const { id } = useParams({ from: '/report/matters/$id' });
  const one = useQuery(reportedOneQuery(id));
  return <Loaded of={one}>{(v) => <Matter key={v.id} v={v} />}</Loaded>;
}

function Matter({ v }: { v: MatterView }) {
  const may = useMay('report.matter.handle') && !v.closed;
  return (
    <div className="upward-matter">
      <Head v={v} />
      <div className="upward-grid">
        <div className="upward-main">
          <ReportsPanel v={v} may={may} />
        </div>
        <div className="upward-side">
          <ClocksPanel v={v} />
          <FiguresPanel v={v} may={may} />
          <GradingPanel v={v} />
          <PhonesPanel v={v} may={may} />
        </div>
      </div>
    </div>
  );
}

function Head({ v }: { v: MatterView }) {
  const { t, say } = useT();
  const acts = v.acts.filter((a) => !elsewhere.includes(a.act));
  return (
    <header className="upward-head">
      <div className="grow">
        <div className="row">
          <LevelTag level={v.grade} />
          <h1>{v.title}</h1>
          <span className="tag tag-blue" data-stage={v.stage}>
            {say(v.stage_title)}
          </span>
        </div>
        <div className="row faint">
          <span>{t(`report.sort_${v.sort}` as Key)}</span>
          <span>{v.area_name}</span>
          <span>
            {t('report.happenedAt')} <TimeText at={v.matter.happened_at} style="short" />
          </span>
          <span>
            {t('report.knownAt')} <TimeText at={v.matter.known_at} style="short" />
          </span>
          {v.incident && (
            <Link to="/command/incidents/$id" params={{ id: v.incident }}>
              {t('report.incident')}
            </Link>
          )}
          <Link to="/desk/cases/$id" params={{ id: v.id }}>
            {t('report.caseFile')}
          </Link>
        </div>
      </div>
      {v.next && <DueChip clock={v.next} near={v.near_minutes} />}
      {acts.length > 0 && (
        <div className="next">
          <ActPanel caseId={v.id} acts={acts} known={v.matter} revision={v.revision} />
        </div>
      )}
    </header>
  );
}
