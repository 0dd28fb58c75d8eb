package connector

import (
	"context"
	"fmt"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/geo"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/connect/mapping"
)

// OfficeEvent is something that happened, as another office told it. Lon and Lat are WGS 84 degrees, absent without a place.
type OfficeEvent struct {
	ID         string        `bun:"id" json:"id"`
	Source     string        `bun:"source" json:"source"`
	SourceName string        `bun:"source_name" json:"source_name"`
	Key        string        `bun:"key" json:"key" doc:"their id"`
	Kind       string        `bun:"kind" json:"kind"`
	Title      string        `bun:"title" json:"title"`
	Text       string        `bun:"body" json:"text"`
	Severity   string        `bun:"severity" json:"severity" enum:"red,orange,yellow,blue,"`
	Status     string        `bun:"status" json:"status" doc:"how far they are with it, in their words"`
	At         clock.Instant `bun:"at" json:"at"`
	ReceivedAt clock.Instant `bun:"received_at" json:"received_at"`
	ChangedAt  clock.Instant `bun:"changed_at" json:"changed_at"`
	Area       string        `bun:"area" json:"area"`
	AreaName   string        `bun:"-" json:"area_name"`
	Lon        *float64      `bun:"lon" json:"lon,omitempty"`
	Lat        *float64      `bun:"lat" json:"lat,omitempty"`
	Place      string        `bun:"place" json:"place"`
	Link       string        `bun:"link" json:"link"`
	Demo       bool          `bun:"demo" json:"demo"`
}

// EventNotice is the data of EventTaken: enough to show that there is something.
type EventNotice struct {
	ID       string        `json:"id"`
	Source   string        `json:"source"`
	Kind     string        `json:"kind"`
	Title    string        `json:"title"`
	Severity string        `json:"severity"`
	At       clock.Instant `json:"at"`
	Area     string        `json:"area"`
	Fresh    bool          `json:"fresh" doc:"new; else changed"`
}

var severities = map[string]bool{"": true, "red": true, "orange": true, "yellow": true, "blue": true}

// takeEvents writes events by their key: new ones, and those that changed.
func (s *System) takeEvents(ctx context.Context, tx *store.Tx, src Source, rows []mapping.MappedRow, c *RecordCount) error {
	known, err := s.known(ctx, tx, src.ID, rows)
	if err != nil {
		return err
	}
	for _, r := range rows {
		old, there := known[r.Key]
		d := digest(r)
		if there && old.Digest == d {
			c.Repeated++
			continue
		}
		e, wrong := s.event(src, r)
		if !wrong.IsZero() {
			c.refuse(r, "severity", wrong, r.Text("severity"))
			continue
		}
		e.ID = old.Object
		if !there {
			e.ID = id.New()
		}
		if err := s.putEvent(ctx, tx, e, !there); err != nil {
			return err
		}
		now := taken{Key: r.Key, Object: e.ID, Digest: d}
		if err := s.note(ctx, tx, src.ID, now); err != nil {
			return err
		}
		known[r.Key] = now
		c.Taken++
	}
	return nil
}

func (s *System) event(src Source, r mapping.MappedRow) (e OfficeEvent, wrong lang.Text) {
	now := clock.Now(s.Clock)
	e = OfficeEvent{
		Source: src.ID, Key: cut(r.Key, 200), Kind: cut(r.Text("kind"), 60), Title: cut(r.Text("title"), 200), Text: cut(r.Text("text"), 4000), Severity: r.Text("severity"), Status: cut(r.Text("state"), 60),
		At: clock.At(*r.At), ReceivedAt: now, ChangedAt: now, Area: src.Area, Place: cut(r.Text("place"), 200), Link: cut(r.Text("link"), 500), Demo: src.Demo,
	}
	if !severities[e.Severity] {
		return e, lang.T("级别应为 red、orange、yellow 或 blue", "the severity is red, orange, yellow or blue")
	}
	if lon, ok := r.Number("lon"); ok {
		lat, _ := r.Number("lat")
		e.Lon, e.Lat = &lon, &lat
		if in := s.Register.Areas().Locate(geo.Point{Lon: lon, Lat: lat}); (identity.Scope{src.Area}).Contains(in) {
			e.Area = in
		}
	}
	return e, lang.Text{}
}

func (s *System) putEvent(ctx context.Context, tx *store.Tx, e OfficeEvent, isNew bool) error {
	var err error
	if isNew {
		err = tx.Later(ctx, `INSERT INTO connector_event (id, source, key, kind, title, body, severity, status, at, received_at, changed_at, area, lon, lat, place, link, demo)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			e.ID, e.Source, e.Key, e.Kind, e.Title, e.Text, e.Severity, e.Status, e.At, e.ReceivedAt, e.ChangedAt, e.Area, e.Lon, e.Lat, e.Place, e.Link, e.Demo)
	} else {
		err = tx.Later(ctx, "UPDATE connector_event SET kind = ?, title = ?, body = ?, severity = ?, status = ?, at = ?, changed_at = ?, area = ?, lon = ?, lat = ?, place = ?, link = ? WHERE id = ?",
			e.Kind, e.Title, e.Text, e.Severity, e.Status, e.At, e.ChangedAt, e.Area, e.Lon, e.Lat, e.Place, e.Link, e.ID)
	}
	if err != nil {
		return fmt.Errorf("event %s of connector %s: %w", e.Key, e.Source, err)
	}
	return s.Bus.EmitValue(ctx, tx, bus.Event{Type: EventTaken, Area: e.Area, Object: e.ID, Permission: readEvents},
		EventNotice{ID: e.ID, Source: e.Source, Kind: e.Kind, Title: e.Title, Severity: e.Severity, At: e.At, Area: e.Area, Fresh: isNew})
}

// Message is the data of WarningTaken: a CAP message as its office wrote it.
type Message struct {
	Source string `json:"source"`
	Name   string `json:"name" doc:"of the source"`
	Area   string `json:"area"`
	Key    string `json:"key"`
	CAP    string `json:"cap" doc:"XML"`
}

// takeWarnings hands messages on, each once.
func (s *System) takeWarnings(ctx context.Context, tx *store.Tx, src Source, rows []mapping.MappedRow, c *RecordCount) error {
	known, err := s.known(ctx, tx, src.ID, rows)
	if err != nil {
		return err
	}
	for _, r := range rows {
		d := digest(r)
		if known[r.Key].Digest == d {
			c.Repeated++
			continue
		}
		if len(r.Text("message")) > 200_000 {
			c.refuse(r, "message", lang.T("报文过长", "the message is too long"), r.Key)
			continue
		}
		m := Message{Source: src.ID, Name: src.Name, Area: src.Area, Key: r.Key, CAP: r.Text("message")}
		if err := s.Bus.EmitValue(ctx, tx, bus.Event{Type: WarningTaken, Area: src.Area, Object: journalObject(src.ID), Permission: readSources}, m); err != nil {
			return err
		}
		now := taken{Key: r.Key, Object: journalObject(src.ID), Digest: d}
		if err := s.note(ctx, tx, src.ID, now); err != nil {
			return err
		}
		known[r.Key] = now
		c.Taken++
	}
	return nil
}
