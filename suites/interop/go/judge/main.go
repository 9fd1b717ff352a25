// What sigstore-go and go-containerregistry say about what others wrote. Exit status 0: accepted; 1: refused, with the reason.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	commands := map[string]func([]string) error{"verify": verifyBundle, "referrers": listReferrers}
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: judge verify|referrers …")
		os.Exit(3)
	}
	if err := commands[os.Args[1]](os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func parse(name string, args []string, define func(*flag.FlagSet)) []string {
	set := flag.NewFlagSet(name, flag.ExitOnError)
	define(set)
	_ = set.Parse(args)
	return set.Args()
}
