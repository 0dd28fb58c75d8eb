package warn

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/id"
	"anlan/internal/base/store"
	"anlan/internal/connect/cap"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/reach"
)

// audience is who a draft is for.
func (d Draft) audience() audience {
	return audience{Areas: d.Areas, Polygon: d.Polygon, Colour: d.Colour, Channels: d.Channels}
}

func (a audience) same(b audience) bool {
	return slices.Equal(a.Areas, b.Areas) && a.Polygon == b.Polygon && a.Colour == b.Colour && slices.Equal(a.Channels, b.Channels)
}

// release tells those whom the version before told, and whom the new one no longer concerns, that it does not: boards and
// loudspeakers take it down. It begins no job when there is nobody.
func (s *System) release(ctx context.Context, t *procedure.Turn, p *Publication, v Version) error {
	d, n := p.draft(), len(p.Versions)
	if n == 0 || d.audience().same(p.out().audience()) {
		return nil
	}
	to := d.audience()
	to.Leaves = p.Versions[n-1].Job
	left, err := s.leavers(ctx, t.Tx, to)
	if err != nil || len(left) == 0 {
		return err
	}
	detail, err := json.Marshal(to)
	if err != nil {
		return err
	}
	replaces := []string{}
	for _, b := range p.Versions {
		replaces = append(replaces, b.Warning)
	}
	note := d
	note.Headline = sender(d) + "调整" + cap.EventName(d.Event) + "预警，您不再属于预警对象"
	note.Description = "该预警已更新（" + d.Headline + "），调整后的范围或级别不再涉及您所在的位置。"
	note.Instruction = "无需继续按此前预警采取措施，请留意后续信息。"
	words, err := texts(note, v, replaces, "clear")
	if err != nil {
		return err
	}
	expires, err := time.Parse(time.RFC3339, d.Expires)
	if err != nil {
		return err
	}
	return s.Reach.Start(ctx, t.Tx, reach.Job{ID: id.New(), Subject: t.Case.ID, Area: t.Case.Area, Title: "不再涉及：" + prefix(d) + d.Headline, Texts: words, Detail: string(detail), Until: clock.At(expires)})
}

// leavers are those whom an earlier job told and who are not among those for whom a version is now.
func (s *System) leavers(ctx context.Context, tx *store.Tx, to audience) ([]reach.Receiver, error) {
	told, err := reach.Told(ctx, tx, to.Leaves)
	if err != nil || len(told) == 0 {
		return nil, err
	}
	to.Leaves = ""
	now, err := s.placed(ctx, tx, to)
	if err != nil {
		return nil, fmt.Errorf("receivers who stay: %w", err)
	}
	stay := make(map[string]bool, len(now))
	for _, r := range now {
		stay[r.Kind+":"+r.Ref] = true
	}
	return slices.DeleteFunc(told, func(r reach.Receiver) bool { return stay[r.Kind+":"+r.Ref] }), nil
}
