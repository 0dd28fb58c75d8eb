package intake

import (
	"context"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/engine/signal"
)

// DeviceItem is a device as the API shows it.
type DeviceItem struct {
	signal.Device
	AreaName string        `json:"area_name"`
	Points   int           `json:"points"`
	LastAt   clock.Instant `json:"last_at" doc:"by the device's clock, of its newest value; null when none has come since the start"`
}

func (s *System) devices(ctx context.Context, in *httpapi.List) (*httpapi.Body[httpapi.Page[DeviceItem]], error) {
	scope := httpapi.SubjectOf(ctx).Scope(readDevices).Within(in.Area)
	page := httpapi.Page[DeviceItem]{Items: []DeviceItem{}}
	q := strings.ToLower(in.Q)
	for _, d := range s.Signal.Devices() {
		if d.ID <= in.Cursor || !scope.Contains(d.Area) || q != "" && !strings.Contains(strings.ToLower(d.ID+" "+d.Name+" "+d.Address), q) {
			continue
		}
		if len(page.Items) == in.Limit {
			page.Next = page.Items[in.Limit-1].ID
			break
		}
		page.Items = append(page.Items, DeviceItem{Device: d, AreaName: s.Register.Areas().Name(d.Area)})
	}
	s.lastSeen(page.Items)
	return httpapi.OK(page), nil
}

// lastSeen fills in how many points each device has and when it last spoke. The devices are in the caller's scope, and so
// may say this of all their points.
func (s *System) lastSeen(items []DeviceItem) {
	at := make(map[string]*DeviceItem, len(items))
	for i := range items {
		at[items[i].ID] = &items[i]
	}
	all, _ := s.Signal.Points(identity.Everywhere, signal.PointFilter{Limit: 1 << 30})
	for _, r := range all {
		if d := at[r.Device]; d != nil {
			d.Points++
			if r.ObservedAt.After(d.LastAt.Time) {
				d.LastAt = r.ObservedAt
			}
		}
	}
}

// RejectionItem is one sort of bad input, as the API shows it.
type RejectionItem struct {
	ID         string        `json:"id"`
	Source     string        `json:"source" doc:"protocol or way in"`
	Reason     string        `json:"reason"`
	ReasonText lang.Text     `json:"reason_text"`
	Device     string        `json:"device" doc:"empty when it is not registered; its name is in the sample then"`
	Area       string        `json:"area"`
	AreaName   string        `json:"area_name"`
	Count      int64         `json:"count"`
	FirstAt    clock.Instant `json:"first_at"`
	LastAt     clock.Instant `json:"last_at"`
	Sample     string        `json:"sample" doc:"the last one, cut and made printable"`
}

type rejectionsInput struct {
	Limit int    `query:"limit" minimum:"1" maximum:"1000" default:"200" doc:"page size"`
	Area  string `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"area prefix to stay within"`
}

func (s *System) rejections(ctx context.Context, in *rejectionsInput) (*httpapi.Body[httpapi.Page[RejectionItem]], error) {
	list, err := s.Signal.Rejections(ctx, httpapi.SubjectOf(ctx).Scope(readInput).Within(in.Area), in.Limit)
	if err != nil {
		return nil, err
	}
	page := httpapi.Page[RejectionItem]{Items: make([]RejectionItem, 0, len(list))}
	for _, r := range list {
		page.Items = append(page.Items, RejectionItem{
			ID: r.Source + "/" + r.Reason + "/" + r.Device, Source: r.Source, Reason: r.Reason, ReasonText: r.Text, Device: r.Device,
			Area: r.Area, AreaName: s.Register.Areas().Name(r.Area), Count: r.Count, FirstAt: r.FirstAt, LastAt: r.LastAt, Sample: r.Sample,
		})
	}
	return httpapi.OK(page), nil
}
