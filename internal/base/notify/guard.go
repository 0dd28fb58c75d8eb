package notify

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"anlan/internal/base/fail"
)

// Guard keeps channels whose addresses come from outside from being led into the house: it resolves a name, checks every
// address found, and dials the very address it has checked. What is not allowed is not connected to, whatever the name,
// the notation or the number of redirections (which are not followed).
type Guard struct {
	Allow  []netip.Prefix // what an administrator has allowed
	Public bool           // every address of the public internet too
	Lookup func(ctx context.Context, host string) ([]netip.Addr, error)
}

// Everything is the word by which ParseGuard allows the public internet.
const Everything = "public"

// ParseGuard reads what an administrator allows: addresses ("10.3.0.7"), networks ("10.3.0.0/16") and "public", with
// commas. Empty text allows nothing. It fails with Invalid.
func ParseGuard(text string) (Guard, error) {
	var g Guard
	for word := range strings.SplitSeq(text, ",") {
		word = strings.TrimSpace(word)
		switch p, err := netip.ParsePrefix(word); {
		case word == "":
		case word == Everything:
			g.Public = true
		case err == nil:
			g.Allow = append(g.Allow, p.Masked())
		default:
			a, err := netip.ParseAddr(word)
			if err != nil {
				return Guard{}, fail.Invalid("notify.guard", "“"+word+"”不是地址、网段或 public", fmt.Sprintf("%q is no address, network or the word public", word)).Because(err)
			}
			g.Allow = append(g.Allow, netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen()))
		}
	}
	return g, nil
}

// inside are networks that are no part of the public internet, or lead to others that are not (NAT64, 6to4, Teredo).
var inside = prefixes("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
	"203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8")

func prefixes(list ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(list))
	for i, s := range list {
		out[i] = netip.MustParsePrefix(s)
	}
	return out
}

// Allows says whether an address may be connected to.
func (g Guard) Allows(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	for _, p := range g.Allow {
		if p.Contains(a) {
			return true
		}
	}
	if !g.Public || !a.IsValid() {
		return false
	}
	for _, p := range inside {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// errForbidden is the refusal of an address; nothing was sent.
func errForbidden(host string) error {
	return fmt.Errorf("%w: %s 的地址未经管理员允许", ErrNotSent, host)
}

// Dial connects to HOST:PORT when every address of the host is allowed, and to the first of them.
func (g Guard) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotSent, err)
	}
	found, err := g.lookup(ctx, host)
	if err != nil || len(found) == 0 {
		return nil, fmt.Errorf("%w: %s: %w", ErrNotSent, host, err)
	}
	for _, a := range found {
		if !g.Allows(a) {
			return nil, errForbidden(host)
		}
	}
	d := net.Dialer{Timeout: 5 * time.Second}
	c, err := d.DialContext(ctx, network, net.JoinHostPort(found[0].Unmap().String(), port))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotSent, err)
	}
	return c, nil
}

func (g Guard) lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a}, nil
	}
	if g.Lookup != nil {
		return g.Lookup(ctx, host)
	}
	return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
}

// client is an HTTP client that goes nowhere else: no proxy, no redirection.
func (g Guard) client(timeout time.Duration) *http.Client {
	return &http.Client{
		Timeout:       timeout,
		Transport:     &http.Transport{DialContext: g.Dial, Proxy: nil, MaxIdleConnsPerHost: 4, IdleConnTimeout: 30 * time.Second, TLSHandshakeTimeout: 5 * time.Second},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
