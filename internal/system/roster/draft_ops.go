package roster

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/sheet"
	"anlan/internal/base/store"
	"anlan/internal/engine/duty"
)

type draftInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body duty.DraftOf
}

func (s *System) draft(ctx context.Context, _ *store.Tx, in *draftInput) (*httpapi.Body[duty.RosterDraft], error) {
	d, err := s.Duty.DraftRoster(httpapi.SubjectOf(ctx).Scope(keepRosters), in.ID, in.Body)
	return httpapi.OK(d), err
}

type publishInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body duty.Publishing
}

func (s *System) publish(ctx context.Context, tx *store.Tx, in *publishInput) (*httpapi.Body[httpapi.Page[duty.DutyShift]], error) {
	who, actor := by(ctx)
	made, err := s.Duty.PublishRoster(ctx, tx, actor, who.Scope(keepRosters), in.ID, in.Body)
	return httpapi.OK(httpapi.Page[duty.DutyShift]{Items: made}), err
}

// monthTable is the roster of a month as rows of text below their titles.
func (s *System) monthTable(ctx context.Context, in *printInput) (duty.RosterItem, [][]string, error) {
	from, err := calendar.ParseDate(in.Month + "-01")
	if err != nil {
		return duty.RosterItem{}, nil, fail.As(err).At("month")
	}
	to := from.AddMonths(1).Next(-1)
	r, shifts, err := s.Duty.Shifts(httpapi.SubjectOf(ctx).Scope(readRosters), in.ID, from, to)
	if err != nil {
		return r, nil, err
	}
	pattern, _ := duty.PatternOf(r.Pattern)
	rows := [][]string{{"日期", "星期", "带班领导", "值班员", "备注"}}
	for d := from; !to.Before(d); d = d.Next(1) {
		leader, officers, kind := "", []string{}, ""
		for _, x := range shifts {
			switch {
			case x.Day != d.String():
				continue
			case x.Role == duty.LeaderRole:
				leader = x.Who.Name
			default:
				officers = append(officers, slotName(pattern, x.Slot)+x.Who.Name)
			}
			kind = dayKinds[x.Kind]
		}
		rows = append(rows, []string{d.String(), weekdays[d.Weekday()], leader, strings.Join(officers, "　"), kind})
	}
	return r, rows, nil
}

// table is the roster of a month as a workbook.
func (s *System) table(ctx context.Context, in *printInput) (*httpapi.Bytes, error) {
	r, rows, err := s.monthTable(ctx, in)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	w, err := sheet.NewXLSX(&b, sheet.Layout{Name: in.Month, Widths: []float64{14, 8, 16, 40, 12}})
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		line := make([]any, len(row))
		for i, v := range row {
			line[i] = v
		}
		if err := w.Write(line); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	name := url.PathEscape(fmt.Sprintf("%s-%s.xlsx", r.Title, in.Month))
	return &httpapi.Bytes{
		ContentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", CacheControl: "private, no-store", Disposition: "attachment; filename*=UTF-8''" + name, Body: b.Bytes(),
	}, nil
}
