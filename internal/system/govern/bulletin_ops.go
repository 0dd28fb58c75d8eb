package govern

import (
	"context"
	"fmt"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
)

type bulletinsInput struct {
	Kind  string `query:"kind" enum:",day,week,month"`
	Until string `query:"until" maxLength:"10" doc:"the newest day to list; today when left out"`
}

// BulletinRow is one bulletin of the archive.
type BulletinRow struct {
	ID         string        `json:"id"`
	Kind       string        `json:"kind" enum:"day,week,month"`
	Day        string        `json:"day"`
	Title      string        `json:"title"`
	Stage      string        `json:"stage"`
	StageTitle lang.Text     `json:"stage_title"`
	Published  bool          `json:"published"`
	ChangedAt  clock.Instant `json:"changed_at"`
}

// BulletinView is one bulletin. Records of areas that the caller may not see are left out of its figures; the numbers stay.
type BulletinView struct {
	BulletinRow
	Bulletin Bulletin `json:"bulletin"`
	Hidden   int      `json:"hidden" doc:"records that lie outside the caller's areas"`
	Own      bool     `json:"own" doc:"its case is the caller's to open"`
}

// archiveLength is how many bulletins the archive lists at once.
const archiveLength = 40

// bulletins lists the archive, newest first. What is not published is shown only to those of the whole city.
func (s *System) bulletins(ctx context.Context, in *bulletinsInput) (*httpapi.Body[httpapi.Page[BulletinRow]], error) {
	by, out := httpapi.SubjectOf(ctx), httpapi.Page[BulletinRow]{Items: []BulletinRow{}}
	until := in.Until
	if until == "" {
		until = "9999"
	}
	var ids []string
	q, args := "SELECT case_id FROM govern_bulletin WHERE case_id <> '' AND kind <> ? AND day <= ?", []any{Appraised, until}
	if in.Kind != "" {
		q, args = q+" AND kind = ?", append(args, in.Kind)
	}
	if err := s.DB.Read().NewRaw(q+" ORDER BY day DESC, kind LIMIT ?", append(args, archiveLength)...).Scan(ctx, &ids); err != nil {
		return nil, fmt.Errorf("bulletins: %w", err)
	}
	for _, id := range ids {
		c, b, err := s.bulletin(ctx, by, id)
		if err != nil {
			if fail.KindOf(err) == fail.KindNotFound {
				continue
			}
			return nil, err
		}
		out.Items = append(out.Items, s.bulletinRow(c, b))
	}
	return httpapi.OK(out), nil
}

type bulletinInput struct {
	ID string `path:"id" maxLength:"64"`
}

func (s *System) showBulletin(ctx context.Context, in *bulletinInput) (*httpapi.Body[BulletinView], error) {
	by := httpapi.SubjectOf(ctx)
	c, b, err := s.bulletin(ctx, by, in.ID)
	if err != nil {
		return nil, err
	}
	v := BulletinView{BulletinRow: s.bulletinRow(c, b), Own: by.Can(readBulletins, c.Area)}
	scope := by.Scope(readBulletins)
	for i := range b.Figures {
		f := &b.Figures[i]
		keep := []CountedRecord{}
		for _, r := range f.Records {
			if scope.Contains(r.Area) {
				keep = append(keep, r)
			} else {
				v.Hidden++
			}
		}
		f.Records = keep
	}
	agenda := []AgendaItem{}
	for _, x := range b.Agenda {
		if scope.Contains(x.Area) {
			agenda = append(agenda, x)
		} else {
			v.Hidden++
		}
	}
	b.Agenda = agenda
	v.Bulletin = b
	return httpapi.OK(v), nil
}

var noBulletin = fail.NotFound("govern.bulletin.unknown", "没有这期通报，或者尚未发布", "there is no such bulletin, or it is not published")

// bulletin finds one that the caller may read: any that is published, and others for those of its area.
func (s *System) bulletin(ctx context.Context, by identity.Subject, id string) (*procedure.Case, Bulletin, error) {
	var b Bulletin
	c, err := s.Procedure.Case(ctx, machine, id)
	if err != nil || c.Procedure != BulletinProcedure || !c.Closed && !by.Can(readBulletins, c.Area) {
		return nil, b, noBulletin
	}
	return c, b, c.Load(&b)
}

func (s *System) bulletinRow(c *procedure.Case, b Bulletin) BulletinRow {
	return BulletinRow{ID: c.ID, Kind: b.Kind, Day: b.Day, Title: c.Title, Stage: c.Stage, StageTitle: s.Procedure.Stage(c).Title, Published: c.Closed, ChangedAt: c.ChangedAt}
}
