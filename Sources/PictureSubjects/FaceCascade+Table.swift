extension FaceCascade {
    /// The trained numbers of OpenCV's `lbpcascade_frontalface`, in its order; see NOTICE for the license.
    ///
    /// A line `stage T` begins a stage with the threshold T. Every other line is a test of that stage: column, row, width
    /// and height of the upper left cell, the 256 bits of the codes that pass, and what a code adds that passes or fails.
    ///
    /// See <https://github.com/opencv/opencv/blob/4.x/data/lbpcascades/lbpcascade_frontalface.xml>.
    static let table = """
        stage -0.752089
        6 5 4 3 fbffaaab ffffabbf aaff22b3 b3ff222b ffffabaf ffffbfff 22ff22ab ffffa23b -0.654321 0.888889
        1 7 4 4 f640fe42 d220ee62 ff66ffff fffbffff e155ff02 f475fff7 fff7ffff ffffffff -0.773922 0.727863
        0 0 6 3 ea4ec3ea cac2cb2b b0408896 f7d6f38a 40e58190 f8000002 d3ccebff ffe7bbbf -0.706856 0.676153
        stage -0.487208
        11 5 3 3 7fffffff 73ff7fff dfffffff 7fff7fff 2bff020a 3f3f1fff 0e7f020b 7fff6f7f -0.808374 0.768570
        2 3 4 4 7fffffff 0fafbf8f 6fffffff 0f2f2b2f 6fffffff f7ff77ff efffffff 2fbfffbf -0.769841 0.659292
        13 7 3 5 fa26f4c0 6004fcae eefbda90 cd55def3 f4b6fc9c 9c57ffff ddf6d2f9 fffbffff -0.750656 0.544461
        6 6 4 4 d064f2f0 fffdfffd 41502411 f1dd77f7 fffeffdf ffffffff f314ff3f fbdfffdf -0.777599 0.546546
        stage -1.159233
        6 6 4 2 ffffabaf ffffafbb f9fda2aa d3ff22a2 ffffafaf ffff6fff f6ffaaaa f7ffaeab -0.560188 0.774311
        1 3 3 1 eef3efef 0aeeffef eff777ca e6e2ffff e7ff7f7f 40fdfffe eee7fff7 e7ffffff -0.612453 0.697813
        3 1 7 3 fcffc3fc 39de7f6f fcfdfcfc ffecdfff f7fffdf5 fcff7f9f fdfeffe8 f5b7ffff -0.611450 0.653763
        0 12 8 4 fffffeef f7efffef 6fefaa8a 8387ef26 f7fffefd 7ff77fef fedf724e 4147e70f -0.685408 0.540324
        stage -0.756236
        12 2 4 1 fffffb07 6f7fffbf febfffae fbf7ffff f7ff7f15 777ff777 ffffff06 f6fffbff -0.405109 0.758403
        4 6 2 5 cc40e550 fb6bf7ea ffbef6ff fffffeff 57555c55 eff7ff7f ffd777f3 fff7ffff -0.738816 0.534084
        8 5 3 2 ffffcdef ffffffcf dfbf6aee fffdaa8a ffff67af ffffafff ffee64ac fbae0f00 -0.658294 0.533950
        15 13 3 2 efefff7f e4ffff7f eceffe0c a0fcfffe fffff7c1 c4fbfffd e2dad440 e0f2f7e3 -0.598132 0.532350
        7 9 5 1 213f2927 27f36f7f afffbfff bfdf2fff 771f1f3e 3effffff fdffbf5f ffffffff -0.649879 0.491335
        stage -0.808536
        9 0 5 3 dffff514 3476b735 fefeffdc febfffff f577f754 f5f5ff75 feffffd4 fdffff3e -0.527820 0.694637
        0 11 3 4 ffffffff fc3efa67 befee666 30006022 ff7fff25 fd7ff545 ffff6567 e057c477 -0.520651 0.632992
        12 7 3 4 d4c4fe4c 5054fed7 fff2fdf7 feff7ff7 58cdc7cc f5fdfff7 ffffffff ffffffff -0.751606 0.423202
        6 5 2 3 ffff7ff7 3bff3b22 ffffffbf 37bfbb2b ff7fffff bfbbffff ffffffff 2bbe373b -0.763931 0.412357
        2 17 3 2 fae7c26f 7f7beedf c2393aee 30bbfaff 42f54045 fc7ed4f7 c397b2bf f467f5ff -0.512377 0.579183
        stage -0.554997
        6 3 4 4 ffffbbff ffffafff efffa8bb f7ffaafb ffffbbbf ffffffff ffffaabb ffffaaaa -0.376317 0.729823
        0 4 3 3 cfffeeef 82ef0eaa efefaf2b 28ae2a2a 7fffff7f 67bf0fff beffff3f efff6fbf -0.535277 0.565948
        9 2 2 6 fbfffcd2 ffffe7ff fffffff8 fac2fcd8 ffffafff bfffafff fcf7fee8 fefee4e0 -0.567837 0.496148
        15 6 3 2 f7bfbf27 3bbfaff7 aeff2e0b 8e3bffff afbb3422 363efff7 aeff2528 afbfffb7 -0.570626 0.457229
        0 14 4 3 faafdaaf ffbff7ff 4ae526da b0afa82e 487f6425 fdd7c657 01ff2456 f6f3c467 -0.534460 0.467205
        stage -0.877646
        13 6 2 5 40006c68 0c507dfd fdf8fef7 fdffffff d0f0f8ec f9f4ff7f d6dbffff fffbf7ff -0.770035 0.594394
        4 0 2 3 aaa035fb cee87fff ffff3fff fdf4bff4 efeffffd aff6ffff bfbbffff ffec7ffd -0.504367 0.615127
        4 8 4 3 c060ff30 f454f77f e5f7bf77 f7fffffd fcf7ffcc ffffff7f ffffffff ffffffff -0.680804 0.466733
        15 0 2 2 319f7735 fdf77fbd fe727fff e6bf77ff efff7f74 7d77f77f ffdfbd3c fef6ff6f -0.492759 0.540189
        11 3 2 2 bf107770 bf987fbf 7fbc7fff ffeefff7 bbfe7ff4 fffffffd ffdbf7f4 fff4b744 -0.644511 0.422782
        stage -1.113929
        7 4 2 3 bffaf7ff bffbffff ffffffff b3b2aefa ffaebfef ffffffff ebffefbe 22b2aaaa -0.530756 0.625818
        12 10 3 2 d5dcfdcc d5f4ff9c dfcfffac ddfeefcd ddfcddfd dcf5ffd5 fdfedffc fddcffff -0.522763 0.504975
        2 0 2 3 86aabff3 0282aff6 effef7f3 ffe67eec 0f8ecfff 4f007fef 747dafff cfffffaf -0.498357 0.510644
        13 18 2 2 ef28f130 a321b100 54ff51b0 f5d5f910 df67ff99 ffb1fb33 fdf57cd1 ddfff5e7 -0.499086 0.506051
        11 17 1 1 3c9400d4 dbdc91f5 368b3afd bf9f31df 928130b8 aed7a0e8 7ffd7bdb 3fa803bd -0.569501 0.446047
        7 0 3 7 d8dfd2ba ff14d0d6 f78f5cd2 dc084cc4 59c2fafa d10ed5ae fb3dfdb2 b0f3cea2 -0.659041 0.361642
        stage -0.824363
        3 7 2 4 ca42cd20 f3f6ffff fffffefa fbfbffff f7753b10 fff7ffff fd7fff76 ffffffff -0.497278 0.602707
        14 0 2 2 ffbb3735 e77b6f7f effff7f7 fbf9ffbf fef73f35 ffff7f7b fbbf5f45 ffff8d3f -0.438316 0.596624
        10 5 3 3 fb79efff f900ee92 f1c02ddd ff40ad7c 588466fe 7bc0cdfd 7e8c38ff 2fcc20ef -0.638611 0.397800
        2 1 2 2 ceeaafa3 2ee2ffed fefe7def aeaefffe 0e6f25db 4e6f7ffd d67fc7df e4dffcb3 -0.551279 0.428208
        10 10 1 1 e0ebe280 0066f28a acc72002 867feeee f4efc723 036ff7fb f777f733 c1effffb -0.641876 0.354987
        15 17 2 2 e37ff373 4022e633 9de5a041 5160cc60 debfbeff ebbf7faf 55fbf0c0 c0e3f673 -0.484190 0.466802
        6 5 2 5 f150fdbc 9da0dd00 9ffffff7 d101f5c8 5779df7d ffd577bb 57fdffff ffbb9ebb -0.585573 0.387914
        stage -1.223712
        14 2 3 2 ffff9f0d 5dbfffbf feff7ff7 fbffffff 7ff53d14 5577ff75 effd5c44 fdebffcb -0.251848 0.708865
        12 3 1 3 ffe3e731 f7ff2fb7 ffff7fff ffa7ff37 ffeef5fd fffff777 ffffdfd9 fdff4101 -0.430343 0.528329
        3 0 2 2 aef78f7b aee6ff3e bfff6fd7 efeeef6c cfbfcfef 67fe1fff fd7fbff7 f7f7bdbe -0.425955 0.544081
        4 7 5 2 2b7f273f f7ff2ff3 bbff22bf f1fb1ef7 273f3f3f 7fffbfff bbff3bbf ffffbfff -0.560559 0.422073
        17 12 2 2 ed7ff7f7 e6ecfff5 f47ef860 eaecfa7f 47d7ffd6 c4f7fffc 34e7c464 e6eefff2 -0.519266 0.439986
        1 14 4 3 aaefe2ff 75f3efff eee2e68a e2f7eaee 06d7164d dfc76efd d5d4400d d7f7465b -0.501308 0.457025
        10 10 1 2 d3fbefee caf4739f ec6e8284 f8bcfbfe bbe46b14 90ec1411 7fefbac9 fffbfbef -0.463141 0.479025
        stage -0.554423
        14 1 1 3 fb74d754 fffefffe ffffffff fbfeffff fffdbdd9 ffffffdf fffc9d9c efbcbf54 -0.394972 0.608203
        13 18 1 2 1600bf30 9f20ed10 7f77fd34 ffedd7f4 2f213f33 b7b8fdf9 2fae3faf ffbbffdd -0.485589 0.478537
        5 0 2 2 2ebe2f1f eeb6b7f7 1fff6b1f e7faeffd affc5f71 cdffefff fffd4d7f efffaf3f -0.462029 0.498967
        5 10 2 2 e301d700 f5c0c7c1 ebb7830c ffffaa4e e104fff0 d1f0c0bc fba4a484 dd1caf81 -0.642064 0.362435
        14 13 3 3 fdfffdf7 e3aaffef ab27aa70 842ffaab ffb5fffb 83fdffbb f2f1d2a0 c01bdeab -0.482011 0.463214
        9 16 2 1 ce482ddc f80000fc af9319dd bfff0ed9 db0cdddc a9a000bc ad55bbaf 8a090ca9 -0.446555 0.506179
        8 5 2 2 eeff6f0d 71ff7fff ffffbf6e 98d2afea babebfee afffffef efffefae a8bbee8c -0.519059 0.444148
        stage -0.716156
        2 2 4 6 4a47ffff 4040fe22 ff66ffcf 0000eac6 ef77ffff fd65fff5 b7d7ff5f 4745ff0f -0.432381 0.566377
        1 13 4 1 d197c1ec db7790ee dd8094ae ffc26882 8bf989ef ba931296 89958fdf ff475051 -0.458873 0.454703
        16 3 2 4 bfffbb2b 77ff7a7f aebfaeef bf7afbbf abb3b32b 33bf777f af2b0b2b bfbfff7f -0.521855 0.411109
        12 14 4 3 fafbff73 8338fb06 b82f71a0 21a262fb fbffcfbb afffffba b1f74182 d1b3f7b3 -0.492000 0.432673
        11 8 1 2 fe77ef06 03ffeeef eeb3a6aa f5f3eea3 7c357242 657e7d1f f767ce24 f1fffb8e -0.449457 0.444851
        8 18 1 2 ccdc405c 35ec5cf5 9fe6bfff 0dd84d77 5c7047ac ddbcdcfb eab2cce8 ffba1faf -0.518083 0.388897
        3 7 2 1 fa204140 f7c8c0c0 1d800205 f1562142 38004367 b8b56262 db025763 7f635511 -0.608124 0.333322
        stage -0.674394
        3 18 2 2 f6fffeff 7b73e189 b262be36 2000f7bf c0e0ce57 367c7f45 4462d66e f000fffb -0.179019 0.660597
        16 1 2 3 f7fb8c59 5fff6f57 affffff7 6ef3fffd bdf7cc44 5dffff7d ec1e4cd8 f7dfefbf -0.368102 0.513975
        10 7 1 5 ffffffff 3f30ac6c bef8e5b4 da64f284 dfd7fdf5 2e77ffff cdf533d8 fffffebf -0.321723 0.617155
        0 1 3 3 efeecdef ef02c9ee d0d902c2 feee8140 0e06308f 4c06a92f 5021c4ff c667c8e7 -0.437328 0.435819
        10 15 1 1 011000c0 d370187d 237d7f9d 57e70bf7 22500f90 9ba01d5e 33fcf9fe bb1b009b -0.440484 0.460122
        15 11 3 4 ebefff71 6faeefa7 cefdbdba eacafeda e3efd7fb 88efff7f c0fd70a0 c37bfaf3 -0.429415 0.445216
        7 21 2 1 ce46eede dc9cefff eccc7fcf ea402eac c75070dd edfdefbf 9fbb6ffb fb46be9b -0.397305 0.485453
        12 1 2 5 4fff7fdf 7fff35ff fdffff7f ffff44ff ccff44e8 ffffffff 767f45df 1fff55f7 -0.705468 0.269800
        stage -1.204230
        5 6 2 5 5550f500 f510f590 dffdfdfd f7cdf5f7 5d04b7f1 faf4eff7 ffdfffd7 fffffdff -0.590595 0.510193
        15 0 2 3 9def5455 7d7f3f1f 7effffff 56f67f3f ff7d4510 fd77bf55 fdfc8edd febf7f7f -0.444920 0.449071
        11 10 1 1 db7fcea2 e1d9ffa6 ea6be604 e4fffeee 10713645 72777617 ff3fbb0f f7ffefff -0.469382 0.406109
        1 12 2 2 cffbeddf ffffff5f def7fef9 e060ea40 fefff74f 773fff77 fdff3d4d f6fff777 -0.360035 0.505633
        9 18 1 1 00001830 19f01bf3 57777ffd 79fe08b1 a0205531 ffb76eef bf703fff fbbf0bfb -0.445989 0.413242
        11 6 1 1 fd83df81 ffcdef76 6e77ff8f e6ec6f45 e7357fbf efe4ef48 bf21f707 cecec000 -0.446607 0.413507
        10 17 1 1 f900c0f4 fd7c06fc 7bfffebd fffd1edb dfb19c9b eabb2d3c bef6bf9f bfff28df -0.339496 0.565865
        10 14 3 3 ef7fe89f 522d8368 afffedc1 2d230e22 3ffffb3f ef2dfb37 e737fb73 0a2fae23 -0.534651 0.358448
        8 0 1 4 d08cd8cf f8a89f7f 7dfbffef f308bfcb bdfdecfe ffffbfff cfefecff e8aeeedd -0.437934 0.412365
        stage -0.840205
        10 8 1 1 caefea22 00ece7fb e2ee6f0a 02ceefce b7bd7765 b2fff7ff fbeff66e e3fef6df -0.267099 0.601414
        4 3 2 1 aede07f3 8edeaef7 befeef75 eefcfce9 bffbcff7 cde7d7ff 7ffbffef fffbffff -0.414984 0.467089
        5 9 2 2 5501f104 7135ffaf 7fb77e13 f77ffb6f e1b4fcfc feb6f7ff fd7fbdbf ffffffbf -0.498589 0.371958
        13 17 3 2 f3ffd393 00a0e322 f1e75350 d385f573 75b17bc1 ff17ffc1 36f331b1 f4abf0bb -0.456873 0.396581
        16 6 1 1 dc889cd4 d8e019f8 effcbced ddefbe75 e5bcf8b8 fffdf7f5 ea9cfab8 888c08ba -0.477084 0.386260
        9 17 1 1 3820d0f4 bdf70f7e 4f70bf75 fbf71df9 aee8f8b3 a337fab2 dbb1bdbe 2bb909b5 -0.487772 0.377899
        6 18 1 2 fefad8bf f1b0f3de 5c8ef086 fb10f1cc c86ccc8c b2013087 e040a0aa fa18bbcb -0.372165 0.499440
        17 1 2 5 d8e7ab2a 53c6448b c804ddd4 7059bccc e244032a 2158080d 8d0c84ab eeeff3bf -0.393420 0.476964
        0 0 3 5 ebfb85af 6ee7aeaf ffffffa6 8bff8e0e 377f6677 0eff4f3b 77fffffd d7fdcf3b -0.432330 0.434216
        12 17 1 1 024050d0 f7c9c178 165559cd 775e4369 e00a99be 9dfb2788 3019fafb 3fb9048a -0.499328 0.366538
        stage -1.197439
        6 4 4 3 ffffea7f 7fffaeff 7fbfa2ba ffbb2aa2 ffffbfbe fffffeff f3ffaaa8 fbbf8aaa -0.331023 0.562463
        11 10 1 2 f7d7f3e4 e23cd14b 781e4a24 faced9ca d9c0f530 d10011a1 bb94f928 f7f5b3ed -0.526656 0.370440
        12 21 2 1 f73fff10 95e1bb55 7dd5e5f1 f799f714 fefffeb1 8bf7fde3 9ddcf595 cdfbdcd5 -0.417189 0.454044
        11 5 4 6 ce67dcee c57cffed edfffe77 dd7fff7f c86df0e8 88f1fdfd fdfffcff fbdfffff -0.455671 0.370426
        2 17 3 2 f8eff2ff b7efb6f7 42b2f2de b077fe77 42564002 ee47446f 5230267b f7afde77 -0.418253 0.426723
        10 16 1 1 99d098dc ffdc15d8 f9519111 df3d91dc a29894b8 99910040 eb98affc bfed39bd -0.362537 0.468466
        0 1 3 7 faeba68a 12e28a2a ffff7e01 718b8a30 7e32ef73 f072f477 daf53f01 fab7f3e6 -0.474293 0.368951
        1 1 2 2 ee6fefa7 eaec6fff 9e2de3fa fcfffeef 83f7fcdb 4447ffff f777f7d7 f6effdfb -0.366627 0.458013
        4 6 2 1 708041da d9f090d0 9010590d fdf44db4 c028ccb1 d894ab78 dd3af6db 3f313961 -0.456764 0.389471
        stage -0.573313
        15 4 3 6 c4bfcc40 40e4eff6 ecfeee84 eceeff5f 41b7d4d5 4577f7b7 f8bf50b2 f7f7f7bf -0.405512 0.548795
        10 5 1 2 eeffafaf dfdf9ef5 6bffefdf e9fdefab fffffdef ffffaf8f ffffafe7 a2eee602 -0.378790 0.453200
        8 17 3 1 b069c4c0 755b4abf 73af32ff 1fff2af1 b6eba2b9 ddf8a1f0 1b3dac3b 3b9b1abb -0.425833 0.420279
        12 0 2 2 aeeb2f01 89feae77 fcfe6b4f fee37a37 dbb53d44 cffffebd eff2be4c feefc7d9 -0.456102 0.400275
        11 7 2 2 7af34f6f ffffbfbf b3ffcfef ffffbfea 02ba4eef beff7eff d1ef4cff ddff67be -0.431467 0.408635
        15 17 3 2 dfff9deb 406bf7ff d3ff7050 c673f6cb 83db7b9f 4cf0e5cf 76d752d6 c4f7f9d7 -0.417454 0.424987
        0 1 2 3 cf2febcf 0a0ea10b ee7fdc44 fb46c036 27e38edf 2506408e 40c2c737 57d7edcb -0.432136 0.409084
        10 16 2 1 fbe4bc30 fc000468 abb34099 cdd50a78 db0df0f0 b9a1501d bf8222bb 3e2e053d -0.501839 0.370253
        14 13 2 1 fcc7fe2a df9b10e9 8158de0a aa52511e f91bd2ce b8b9bb81 beabfed2 806afb83 -0.503751 0.356498
        stage -0.489260
        17 1 2 2 fbffef05 776faf6f 6efded47 3273fbe3 fffff540 7757b759 efb7fd40 7377af73 -0.244820 0.568971
        9 5 1 1 464c9490 fb58d2d4 db8811bd dfdcf365 b325f3e8 9d9aa304 cacce9ad aa98c8dc -0.463328 0.358793
        2 11 2 3 eeffffdf fb52efb7 d8e2ffc1 f042ea42 fe57ff5f b0776f77 df5b537b f7e7e744 -0.373110 0.429046
        10 15 2 1 14606c34 18100100 df2eafff 5f6107ed bf95f7d1 38b10fb9 ad3befab bb3bab1f -0.365891 0.455647
        2 7 2 1 dd04e942 f3ca84e8 fa00490c fda80802 b9007b36 2a100361 1b405e73 fb7b4713 -0.521438 0.322104
        10 9 1 1 e72bffca 2089f24a d7d7e820 d1c5e6e2 f041f242 000220a0 f511ff02 f3cff6ef -0.428904 0.400496
        6 21 2 1 c2d0c6c4 dcda0306 9842141f a2cac17f 506056fe fc61a0c7 bdd8facf da374f5b -0.462154 0.383275
        13 17 2 2 a9a3f690 e383e680 95ffe9b0 d1f5d5b1 954fefa8 9fe9f5a3 cffffebb ab9bf6bf -0.371155 0.461270
        11 17 1 1 18502490 dd4884bc 0323729f ffec3f78 ef01a993 fb8d30d2 6f8db9ab 3f0f200a -0.518065 0.320587
        stage -0.591194
        10 21 1 1 00001010 b4ec94cf cd88d1bc f9fc59c4 6d9028b4 fb9480e8 fa98badc bff808a8 -0.259259 0.587302
        0 0 4 2 eeffefef ceeedbbf ffef6f6b ffef7ffe 47fffefd 44f7ff6f 7cffb7fd ffdfffef -0.380120 0.471883
        15 4 3 2 ffffcf4f dfffef5f 7fffeb5f 7effff7f fdbfbe8c cc5ffd4d ecffc488 acfffeff -0.350912 0.509481
        5 3 4 4 7fff7b3f ffffaefb feffbb7b 73fbaafa ffffbeba ffffffff ff7fbabb fbf78b3f -0.406876 0.413014
        1 17 3 2 f6bff65f 339fe66f 626e7a7b 20adfaac e36ff744 e54ffe0f 50b7e700 f063f5f3 -0.455714 0.353979
        12 11 1 1 f291e62e f0ffa2ef e2a0b68e d0c5d2ef b345f201 53115141 ff53f83a f33fffef -0.411780 0.411859
        9 11 1 1 e937c8a6 88aacb67 fcefa000 e9dfe9ea c8fbf803 80b9e2af 84d9be59 c1dbd5ff -0.400840 0.403476
        12 12 3 2 da9b575c fd1f1313 5e3f41f0 e5ff38ca f9b9bbd4 aa6a013b d9f6f4d8 c0c0ca4a -0.569419 0.296476
        14 17 2 2 ff7fd6b3 3f11712b dafbf1e0 f109fdb4 ff3ffffd ddbfffa5 c4bab1a3 9dbffddb -0.319534 0.529402
        11 17 1 1 eb3cb1fc bfb914f4 6665fef5 15bd6ded 95acbcbe ffb57d3f e4b9fffe bfcf0a90 -0.336534 0.506746
        stage -0.761292
        1 0 5 3 8a2e8aba eed61d9c 9d16155e fff4110c 029925b1 e4f60908 558f88b0 bfc7979f -0.420455 0.516575
        16 16 2 2 fbfff7f3 00e2f963 f77f9730 b031a7e0 79fe5dcb 84bdd7f5 57d3e1e0 d0eff7c3 -0.376255 0.407530
        11 5 1 2 efbd2f23 ffe7ef8f ffeeee23 edcfafe8 ffeff17f bffee704 dfdff3ee eacf2622 -0.425350 0.372806
        18 0 2 2 fffff747 f337331e dfe6eaba 2232af3f f67fe305 76dd7751 c5f5ef8e f3dffefb -0.360200 0.456326
        14 7 2 1 f070f8f8 b0b42ced d9bdfbff 3d5dfefd b220fbf8 b8b434f2 a4d1989e 28b7e2ef -0.403429 0.416082
        9 16 1 1 ddd8cfb8 fdf88cfc fff99fb7 fffe4dfb aa9094ec fed0cfed 8d80c8a8 b3bd08d9 -0.362090 0.459414
        4 18 2 2 daabcce7 db53ec5f 6276b222 3000ea79 78324272 e652ce4f d052fafb ff02ffdb -0.390382 0.438146
        11 18 1 1 50c090f4 bef94edd 75cdbfde affb0ade 919ea59c b8cb48eb bb3ea7fc bdef2a8e -0.359145 0.462408
        11 15 1 1 04100110 48340379 edd5bd1d 3f5c5ab0 2f9cafb6 ef93ff36 26a23fbb bbbb3bda -0.429767 0.402329
        13 11 3 2 df6fd860 9eedfffe f63fffa8 dffdfebe df7cfefb b0feffd3 e952d7f0 c0e8fa56 -0.572701 0.299593
        """
}
