package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"

	"anlan/internal/base/geo"
	"anlan/internal/probe"
)

// known is what the benchmark knows of the city, read once from the database: something to ask for.
type known struct {
	total                               int
	ids, names, codes, addresses, areas []string
	places                              []geo.Point
	rows                                []row // of enterprises

	mu     sync.Mutex
	tiles  map[geo.Tile][]row
	taken  map[string]bool
	change func(context.Context, *probe.Client, *rand.Rand) error
}

type row struct {
	id, name, risk string
	at             geo.Point
}

func learn(ctx context.Context, b *bare) (*known, error) {
	k := &known{tiles: map[geo.Tile][]row{}, taken: map[string]bool{}}
	if err := b.db.QueryRowContext(ctx, "SELECT count(*) FROM "+elements).Scan(&k.total); err != nil {
		return nil, err
	}
	rows, err := b.db.QueryContext(ctx, "SELECT id, name, risk, lon, lat, area, address, attrs FROM "+elements+" WHERE kind = 'enterprise' ORDER BY area, id")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for n := 0; rows.Next(); n++ {
		var e row
		var area, address, attrs string
		if err := rows.Scan(&e.id, &e.name, &e.risk, &e.at.Lon, &e.at.Lat, &area, &address, &attrs); err != nil {
			return nil, err
		}
		k.rows = append(k.rows, e)
		if n%97 != 0 {
			continue
		}
		var a struct {
			Code string `json:"credit_code"`
		}
		if err := json.Unmarshal([]byte(attrs), &a); err != nil {
			return nil, err
		}
		k.ids, k.names, k.codes, k.addresses, k.places = append(k.ids, e.id), append(k.names, e.name), append(k.codes, a.Code), append(k.addresses, address), append(k.places, e.at)
		if street := area[:min(9, len(area))]; !slices.Contains(k.areas, street) {
			k.areas = append(k.areas, street)
		}
	}
	k.change = k.changer()
	return k, rows.Err()
}

func (k *known) id(r *rand.Rand) string     { return k.ids[r.IntN(len(k.ids))] }
func (k *known) name(r *rand.Rand) string   { return k.names[r.IntN(len(k.names))] }
func (k *known) street(r *rand.Rand) string { return k.areas[r.IntN(len(k.areas))] }
func (k *known) place(r *rand.Rand) geo.Point {
	p := k.places[r.IntN(len(k.places))]
	return geo.Point{Lon: p.Lon + 0.01*r.Float64(), Lat: p.Lat + 0.01*r.Float64()}
}

// encode makes a vector tile of all that is on it, thinned by nothing but a limit; what lies on it is known already.
func (k *known) encode(t geo.Tile) error {
	k.mu.Lock()
	list, ok := k.tiles[t]
	if !ok {
		box := t.Box()
		for _, e := range k.rows {
			if box.Contains(e.at) && len(list) < 4000 {
				list = append(list, e)
			}
		}
		k.tiles[t] = list
	}
	k.mu.Unlock()
	l := geo.NewLayer("enterprise")
	for _, e := range list {
		x, y := t.Place(e.at)
		l.Point(0, geo.Pixel{X: int32(x), Y: int32(y)}, geo.Text("id", e.id), geo.Text("name", e.name), geo.Text("risk", e.risk))
	}
	if b := geo.EncodeTile(l); len(list) > 0 && len(b) == 0 {
		return fmt.Errorf("tile %v is empty", t)
	}
	return nil
}

// changer changes elements, each of them by one caller at a time: a move by some metres, and another level of risk.
func (k *known) changer() func(context.Context, *probe.Client, *rand.Rand) error {
	return func(ctx context.Context, c *probe.Client, r *rand.Rand) error {
		id := k.take(r)
		defer k.give(id)
		var e struct {
			Kind    string          `json:"kind"`
			Name    string          `json:"name"`
			Lon     float64         `json:"lon"`
			Lat     float64         `json:"lat"`
			Risk    string          `json:"risk"`
			Address string          `json:"address"`
			Area    string          `json:"area"`
			Attrs   json.RawMessage `json:"attrs"`
			Version int64           `json:"version,omitempty"`
		}
		if err := c.Get(ctx, "/register/elements/"+id, &e); err != nil {
			return err
		}
		version := e.Version
		e.Version = 0
		e.Lon += 0.00001
		e.Risk = []string{"red", "orange", "yellow", "blue"}[r.IntN(4)]
		return c.Put(ctx, fmt.Sprintf("/register/elements/%s?version=%d", id, version), e, nil)
	}
}

func (k *known) take(r *rand.Rand) string {
	k.mu.Lock()
	defer k.mu.Unlock()
	for {
		if id := k.id(r); !k.taken[id] {
			k.taken[id] = true
			return id
		}
	}
}

func (k *known) give(id string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.taken, id)
}
