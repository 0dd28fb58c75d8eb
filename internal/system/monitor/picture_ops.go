package monitor

import (
	"context"
	"fmt"
	"io"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

func (s *System) pictureOperations() []httpapi.Operation {
	return []httpapi.Operation{
		httpapi.Files("/signal/alarms/{id}/picture", ReadAlarms, s.showPicture).Doc("The still of an alarm", "What the nearest camera showed; 404 while there is none."),
		httpapi.Post("/signal/alarms/{id}/picture", handleAlarms, s.pictureAgain).Doc("Try the still of an alarm again", "Only after it failed. It shows the moment at which it is taken, which is said beside it."),
	}
}

var noPicture = fail.NotFound("monitor.picture.none", "该报警没有抓图", "the alarm has no picture")

// showPicture gives out the still to whoever sees the alarm.
func (s *System) showPicture(ctx context.Context, in *idInput) (httpapi.File, io.ReadSeekCloser, error) {
	a, err := s.Signal.Alarm(ctx, httpapi.SubjectOf(ctx).Scope(ReadAlarms), in.ID)
	if err != nil {
		return httpapi.File{}, nil, err
	}
	p, err := picture(ctx, s.DB.Read(), a.ID)
	if err != nil {
		return httpapi.File{}, nil, err
	}
	if p == nil || p.State != PictureTaken {
		return httpapi.File{}, nil, noPicture
	}
	r, err := s.Blobs.Open(ctx, p.Hash)
	if err != nil {
		return httpapi.File{}, nil, err
	}
	name := fmt.Sprintf("报警抓图-%s.%s", p.TakenAt.In(calendar.Beijing).Format("20060102-150405"), strings.TrimPrefix(p.Type, "image/"))
	return httpapi.File{Name: name, Type: p.Type, Tag: p.Hash}, r, nil
}

// pictureAgain lets the tries begin anew.
func (s *System) pictureAgain(ctx context.Context, tx *store.Tx, in *idInput) (*httpapi.Body[Picture], error) {
	by, scope := hand(ctx)
	a, err := s.Signal.Alarm(ctx, scope, in.ID)
	if err != nil {
		return nil, err
	}
	now := clock.Now(s.Signal.Clock)
	r, err := tx.NewRaw("UPDATE monitor_picture SET state = 'waiting', tries = 0, next_at = ? WHERE alarm = ? AND state = 'failed'", now, a.ID).Exec(ctx)
	if err != nil {
		return nil, fmt.Errorf("picture of alarm %s: %w", a.ID, err)
	}
	p, err := picture(ctx, tx, a.ID)
	if err != nil {
		return nil, err
	}
	if p == nil {
		return nil, noPicture
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		return nil, fail.Illegal("monitor.picture.state", "只有抓图失败后才能重试", "a still is tried again only after it failed").Because(err)
	}
	_, err = s.Journal.Append(ctx, tx, journal.Entry{Object: a.ID, Area: a.Area, Actor: journal.Actor{ID: by.ID, Name: by.Name}, Action: "monitor.picture.again", Body: map[string]any{"camera": p.Camera, "name": p.Name}})
	if err != nil {
		return nil, err
	}
	return httpapi.OK(*p), s.tellPicture(ctx, tx, *p)
}

// PictureHashes are the blobs that stills of alarms are kept in, each once.
func PictureHashes(ctx context.Context, q store.Querier) ([]string, error) {
	out := []string{}
	if err := q.NewRaw("SELECT DISTINCT hash FROM monitor_picture WHERE hash <> ''").Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("hashes of pictures: %w", err)
	}
	return out, nil
}
