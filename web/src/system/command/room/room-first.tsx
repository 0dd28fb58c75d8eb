import { useQuery } from '@tanstack/react-query';
import { Link, Navigate } from '@tanstack/react-router';
import { roomsQuery } from '@/api/room';
import { useT } from '@/i18n/desk';
import { Loaded, Nothing } from '@/kit/states';

/** The command room without an incident: that of the gravest one that is open. */
export default function RoomFirst() {
  const { t } = useT();
  const rooms = useQuery(roomsQuery);
  return (
    <Loaded of={rooms}>
      {(list) =>
        list[0] ? (
          <Navigate to="/command/room/$id" params={{ id: list[0].id }} replace />
        ) : (
          <Nothing title={t('room.none')} hint={t('room.noneHint')} action={<Link to="/command/incidents">{t('room.toList')}</Link>} />
        )
      }
    </Loaded>
  );
}
