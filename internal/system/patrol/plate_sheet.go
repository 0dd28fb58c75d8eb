package patrol

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"strings"

	"rsc.io/qr"

	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/engine/register"
)

type platesInput struct {
	IDs  []string `query:"ids,explode" maxItems:"200" doc:"the sites, in this order; instead of area and kind"`
	Area string   `query:"area" pattern:"^([0-9]{12,15})?$" doc:"a community or cell"`
	Kind string   `query:"kind" maxLength:"40"`
}

// maxPlates is how many plates one sheet has.
const maxPlates = 200

// platesPolicy lets the sheet style itself and show its own pictures, nothing else.
const platesPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-modals"

// plateStyle sets eight plates on a page of A4, each to be cut out along its border.
const plateStyle = `@page{size:A4 portrait;margin:10mm}body{font:13px/1.45 sans-serif;margin:0;color:#000}main{display:grid;grid-template-columns:repeat(2,93mm);gap:3mm;justify-content:center}` +
	`figure{margin:0;box-sizing:border-box;height:65mm;border:.3mm solid #333;border-radius:2mm;padding:4mm;display:flex;gap:4mm;align-items:center;break-inside:avoid;overflow:hidden}` +
	`svg{width:42mm;height:42mm;flex:none}figcaption{min-width:0;overflow-wrap:anywhere}b{display:block;font-size:17px;line-height:1.3}small{display:block;color:#333}code{font-size:10px}p{margin:4mm}@media screen{body{padding:8mm}}`

// plates is a printable sheet of door plates.
func (s *System) plates(ctx context.Context, in *platesInput) (*httpapi.Sheet, error) {
	items, missing, err := s.plateSites(ctx, in)
	if err != nil {
		return nil, err
	}
	say := func(zh, en string) string { return html.EscapeString(lang.T(zh, en).In(httpapi.LanguageOf(ctx))) }
	var b bytes.Buffer
	fmt.Fprintf(&b, `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>%s</title><style>%s</style>`, say("门牌码", "Door plates"), plateStyle)
	switch {
	case len(items) == 0:
		fmt.Fprintf(&b, "<p>%s</p>", say("没有可打印的场所：范围内没有，或不在您的辖区。", "There are no sites to print: none in the area, or none in yours."))
	case missing > 0:
		fmt.Fprintf(&b, "<p>%s</p>", say(fmt.Sprintf("另有 %d 个场所不存在或不在您的辖区，未打印。", missing), fmt.Sprintf("%d more sites do not exist or are not in your area: they are left out.", missing)))
	}
	b.WriteString("<main>")
	for _, e := range items {
		svg, err := qrSVG(s.plateText(httpapi.OriginOf(ctx), e.ID, e.Name, e.Area))
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, `<figure>%s<figcaption><b>%s</b><small>%s</small><small>%s</small><code>%s</code></figcaption></figure>`,
			svg, html.EscapeString(e.Name), html.EscapeString(s.areaPath(e.Area)), say("扫码查看场所、上报隐患", "Scan to see the site or report a danger"), html.EscapeString(e.ID))
	}
	b.WriteString("</main></html>")
	return httpapi.NewSheet(b.Bytes(), platesPolicy), nil
}

// plateSites are the sites of a sheet that the caller may see, and how many more were asked for.
func (s *System) plateSites(ctx context.Context, in *platesInput) (items []register.Element, missing int, err error) {
	scope := httpapi.SubjectOf(ctx).Scope(readTasks)
	if len(in.IDs) > 0 {
		items, err = s.Register.FindAll(ctx, scope, in.IDs...)
		return items, len(in.IDs) - len(items), err
	}
	if in.Area == "" || in.Kind == "" {
		return nil, 0, fail.Invalid("patrol.plates.which", "请选择场所，或指定社区（网格）和类别", "choose sites, or name a community or cell and a kind").At("ids")
	}
	found, _ := s.Register.Index().Search(scope, in.Kind, register.Filter{Area: in.Area}, register.Key{}, maxPlates)
	for _, i := range found {
		items = append(items, register.Element{ID: i.ID, Name: i.Name, Area: i.Area})
	}
	return items, 0, nil
}

// qrSVG draws a QR code with error correction M and the quiet zone that the standard wants (ISO/IEC 18004: four modules).
func qrSVG(text string) (string, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return "", fmt.Errorf("QR code: %w", err)
	}
	var b strings.Builder
	n := code.Size + 8
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges" role="img"><rect width="%d" height="%d" fill="#fff"/><path d="`, n, n, n, n)
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				fmt.Fprintf(&b, "M%d %dh1v1h-1z", x+4, y+4)
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return b.String(), nil
}
