package connector

import (
	"context"
	"encoding/base64"
	"fmt"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/store"
)

type eventsInput struct {
	httpapi.List
	Source   string `query:"source" maxLength:"64"`
	Kind     string `query:"kind" maxLength:"60"`
	Severity string `query:"severity" enum:"red,orange,yellow,blue"`
	From     string `query:"from" format:"date-time" doc:"RFC 3339"`
	To       string `query:"to" format:"date-time"`
}

const eventColumns = "e.id, e.source, s.name AS source_name, e.key, e.kind, e.title, e.body, e.severity, e.status, e.at, e.received_at, e.changed_at, e.area, e.lon, e.lat, e.place, e.link, e.demo"

const eventFrom = " FROM connector_event AS e JOIN connector_source AS s ON s.id = e.source WHERE "

func (s *System) events(ctx context.Context, in *eventsInput) (*httpapi.Body[httpapi.Page[OfficeEvent]], error) {
	where, args := httpapi.SubjectOf(ctx).Scope(readEvents).Within(in.Area).SQL("e.area")
	and := func(cond string, v ...any) { where, args = where+" AND "+cond, append(args, v...) }
	for cond, v := range map[string]string{"e.source = ?": in.Source, "e.kind = ?": in.Kind, "e.severity = ?": in.Severity} {
		if v != "" {
			and(cond, v)
		}
	}
	for cond, v := range map[string]string{"e.at >= ?": in.From, "e.at < ?": in.To} {
		if v == "" {
			continue
		}
		var at clock.Instant
		if err := at.UnmarshalJSON([]byte(`"` + v + `"`)); err != nil {
			return nil, fail.Invalid("connector.time", "时间格式应为 RFC 3339", "a time is written as RFC 3339").At("from").Because(err)
		}
		and(cond, at)
	}
	if in.Q != "" {
		like := store.Part(in.Q)
		and("(e.title"+store.Like+" OR e.place"+store.Like+")", like, like)
	}
	if in.Cursor != "" {
		at, last, err := readCursor(in.Cursor)
		if err != nil {
			return nil, err
		}
		and("(e.at < ? OR (e.at = ? AND e.id < ?))", at, at, last)
	}
	items := []OfficeEvent{}
	if err := s.DB.Read().NewRaw("SELECT "+eventColumns+eventFrom+where+" ORDER BY e.at DESC, e.id DESC LIMIT ?", append(args, in.Limit+1)...).Scan(ctx, &items); err != nil {
		return nil, fmt.Errorf("list events: %w", err)
	}
	page := httpapi.Page[OfficeEvent]{Items: items}
	if len(items) > in.Limit {
		page.Items = items[:in.Limit]
		last := page.Items[in.Limit-1]
		page.Next = base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d %s", last.At.UnixMicro(), last.ID))
	}
	for i := range page.Items {
		page.Items[i].AreaName = s.Register.Areas().Name(page.Items[i].Area)
	}
	return httpapi.OK(page), nil
}

func readCursor(cursor string) (at int64, last string, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil {
		_, err = fmt.Sscanf(string(raw), "%d %s", &at, &last)
	}
	if err != nil {
		return 0, "", fail.Invalid("connector.cursor", "翻页位置无效", "this is no cursor").At("cursor").Because(err)
	}
	return at, last, nil
}

func (s *System) oneEvent(ctx context.Context, in *idInput) (*httpapi.Body[OfficeEvent], error) {
	where, args := httpapi.SubjectOf(ctx).Scope(readEvents).SQL("e.area")
	var e OfficeEvent
	err := s.DB.Read().NewRaw("SELECT "+eventColumns+eventFrom+"e.id = ? AND "+where, append([]any{in.ID}, args...)...).Scan(ctx, &e)
	if store.IsNoRows(err) {
		return nil, fail.NotFound("connector.event-unknown", "没有这个事件", "there is no such event")
	}
	if err != nil {
		return nil, fmt.Errorf("read event %s: %w", in.ID, err)
	}
	e.AreaName = s.Register.Areas().Name(e.Area)
	return httpapi.OK(e), nil
}
