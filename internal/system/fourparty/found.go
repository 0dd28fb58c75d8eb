package fourparty

import (
	"context"
	"fmt"
	"strings"

	"anlan/internal/base/bus"
	"anlan/internal/base/fail"
	"anlan/internal/base/id"
	"anlan/internal/base/photo"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
)

// FoundItem is an item that cost points, with what the parties wrote about it.
type FoundItem struct {
	No, Title, Text, Basis string
}

// Found is what a check found, for the case that tracks it to its end. It belongs under Root.
type Found struct {
	Root      string
	Programme string // title
	Unit      CheckedUnit
	Items     []FoundItem
	Files     []procedure.File // photographs
}

// found gathers the items that cost points.
func (s *System) found(ctx context.Context, tx *store.Tx, c *procedure.Case, d *Check) (Found, error) {
	f := Found{Root: c.ID, Programme: d.Title}
	units, err := s.unitsWhere(ctx, tx, "id = ?", d.Unit)
	if err != nil || len(units) != 1 {
		return f, err
	}
	f.Unit = units[0]
	items, err := itemsOf(ctx, tx, d.Programme)
	if err != nil {
		return f, err
	}
	said, photos, err := s.said(ctx, tx, d.Unit)
	if err != nil {
		return f, err
	}
	for _, i := range items {
		x := d.find(i.No)
		if x == nil || !x.faulty() {
			continue
		}
		text := strings.Join(said[i.No], "；")
		if x.Agreed != nil {
			text = "认定：" + x.Agreed.Reason + "（" + text + "）"
		}
		f.Items = append(f.Items, FoundItem{No: i.No, Title: i.Title, Text: text, Basis: strings.TrimSpace(i.Document + " " + i.Article)})
		for _, p := range photos[i.No] {
			f.Files = append(f.Files, fileOf(p))
		}
	}
	return f, nil
}

// said is what the parties wrote of each item that they found, and the photographs with it.
func (s *System) said(ctx context.Context, q store.Querier, unitID string) (map[string][]string, map[string][]photo.Photo, error) {
	sheets, err := sheetsOf(ctx, q, unitID, "")
	if err != nil {
		return nil, nil, err
	}
	all, err := s.Photos.Of(ctx, q, unitID)
	if err != nil {
		return nil, nil, err
	}
	by := map[string]photo.Photo{}
	for _, p := range all {
		by[p.ID] = p
	}
	text, photos := map[string][]string{}, map[string][]photo.Photo{}
	for _, party := range Parties {
		for _, x := range sheets {
			if x.Party != party {
				continue
			}
			marks, err := x.marks()
			if err != nil {
				return nil, nil, err
			}
			for _, m := range marks {
				if m.Count == 0 {
					continue
				}
				text[m.Item] = append(text[m.Item], fmt.Sprintf("%s：%s", PartyTitles[party].Zh, m.Note))
				for _, p := range m.Photos {
					if sent, ok := by[p]; ok {
						photos[m.Item] = append(photos[m.Item], sent)
					}
				}
			}
		}
	}
	return text, photos, nil
}

func fileOf(p photo.Photo) procedure.File {
	f := procedure.File{ID: id.New(), Name: p.Name, Kind: "photo-before", Note: "四方核查照片（" + PartyTitles[p.Part].Zh + "）", Type: p.Type, Size: p.Size, Hash: p.Hash, Began: p.TakenAt}
	if p.Lon != 0 || p.Lat != 0 {
		f.Lon, f.Lat = &p.Lon, &p.Lat
	}
	return f
}

// followed closes a check when what tracks its findings is closed. Cases of others pass by.
func (s *System) followed(ctx context.Context, tx *store.Tx, _ bus.Event, c procedure.Changed) error {
	if !c.Closed || c.Root == c.ID {
		return nil
	}
	var units int
	if err := tx.NewRaw("SELECT count(*) FROM fourparty_unit WHERE case_id = ?", c.Root).Scan(ctx, &units); err != nil || units == 0 {
		return err
	}
	check, err := s.Procedure.Case(ctx, machine, c.Root)
	if err != nil || check.Stage != Following {
		return err
	}
	var d Check
	if err := check.Load(&d); err != nil || d.Follow != c.ID {
		return err
	}
	_, err = s.Procedure.Act(ctx, tx, machine, procedure.Request{Case: check.ID, Act: "close"})
	if fail.KindOf(err) == fail.KindIllegal { // somebody closed it meanwhile
		return nil
	}
	return err
}
