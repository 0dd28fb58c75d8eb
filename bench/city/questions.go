package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"

	"github.com/mozillazg/go-pinyin"

	"anlan/internal/base/geo"
	"anlan/internal/probe"
)

// questions are all that is measured.
func questions(c *probe.Client, k *known, b *bare) []question {
	get := func(l *probe.Line, format string, a ...any) error { return l.Get(fmt.Sprintf(format, a...)) }
	out := []question{
		{
			"near: the 10 nearest enterprises",
			func(_ context.Context, l *probe.Line, r *rand.Rand) error {
				p := k.place(r)
				return get(l, "/register/near?kind=enterprise&k=10&lon=%v&lat=%v", p.Lon, p.Lat)
			},
			func(ctx context.Context, r *rand.Rand) error { return b.near(ctx, k.place(r)) },
		},
		{
			"polygon: enterprises in a hexagon of 1 km, 100 shown",
			func(_ context.Context, l *probe.Line, r *rand.Rand) error {
				return get(l, "/register/inside?kind=enterprise&limit=100&polygon=%s", hexagon(k.place(r), 1000))
			},
			func(ctx context.Context, r *rand.Rand) error { return b.inside(ctx, k.place(r), 1000, 100) },
		},
	}
	for z := uint8(10); z <= 15; z++ {
		out = append(out, question{
			fmt.Sprintf("tile: enterprises at zoom %d", z),
			func(_ context.Context, l *probe.Line, r *rand.Rand) error {
				t := geo.TileAt(k.place(r), z)
				return get(l, "/register/tiles/enterprise/%d/%d/%d.mvt", t.Z, t.X, t.Y)
			},
			func(_ context.Context, r *rand.Rand) error { return k.encode(geo.TileAt(k.place(r), z)) },
		})
	}
	out = append(out, []question{
		{
			"get: one element with what belongs to it",
			func(_ context.Context, l *probe.Line, r *rand.Rand) error {
				return get(l, "/register/elements/%s", k.id(r))
			},
			func(ctx context.Context, r *rand.Rand) error { return b.get(ctx, k.id(r)) },
		},
		{
			"list: 50 enterprises of a street",
			func(_ context.Context, l *probe.Line, r *rand.Rand) error {
				return get(l, "/register/elements?kind=enterprise&limit=50&area=%s", k.street(r))
			},
			func(ctx context.Context, r *rand.Rand) error { return b.list(ctx, k.street(r)) },
		},
	}...)
	for _, s := range []struct {
		what string
		q    func(r *rand.Rand) string
	}{
		{"search: part of a name", k.part},
		{"search: initials", k.initials},
		{"search: characters left out", k.gapped},
		{"search: a code", k.code},
		{"search: an address", k.address},
		{"search: what all names hold", func(*rand.Rand) string { return "有限公司" }},
		{"search: all of these, in turns", k.mixed},
	} {
		out = append(out, question{
			s.what,
			func(_ context.Context, l *probe.Line, r *rand.Rand) error {
				return get(l, "/register/search?q=%s", url.QueryEscape(s.q(r)))
			},
			func(ctx context.Context, r *rand.Rand) error { return b.search(ctx, s.q(r)) },
		})
	}
	return append(out, question{
		"write: one element changed",
		func(ctx context.Context, _ *probe.Line, r *rand.Rand) error { return k.change(ctx, c, r) },
		func(ctx context.Context, _ *rand.Rand) error { return b.insert(ctx) },
	})
}

func hexagon(p geo.Point, metres float64) string {
	var out []string
	for i := range 6 {
		q := p.Toward(float64(60*i), metres)
		out = append(out, fmt.Sprintf("%.6f,%.6f", q.Lon, q.Lat))
	}
	return strings.Join(out, ",")
}

// What people type: parts of the middle of a name, its initials, every other character of it, the end of a code, a part of
// an address.
func (k *known) part(r *rand.Rand) string {
	n := []rune(k.name(r))
	at := 4 + r.IntN(max(1, len(n)-8))
	return string(n[at:min(len(n), at+2+r.IntN(3))])
}

func (k *known) initials(r *rand.Rand) string {
	n := []rune(k.name(r))
	a := pinyin.NewArgs()
	a.Style = pinyin.FirstLetter
	return strings.Join(pinyin.LazyPinyin(string(n[min(2, len(n)-1):min(len(n), 8)]), a), "")
}

func (k *known) gapped(r *rand.Rand) string {
	n := []rune(k.name(r))
	return string([]rune{n[0], n[min(4, len(n)-1)], n[min(6, len(n)-1)], n[min(8, len(n)-1)]})
}

func (k *known) code(r *rand.Rand) string {
	c := k.codes[r.IntN(len(k.codes))]
	return c[len(c)-6:]
}

func (k *known) address(r *rand.Rand) string {
	a := []rune(k.addresses[r.IntN(len(k.addresses))])
	return string(a[max(0, len(a)-8):])
}

func (k *known) mixed(r *rand.Rand) string {
	return []func(*rand.Rand) string{k.part, k.part, k.initials, k.gapped, k.code, k.address}[r.IntN(6)](r)
}
