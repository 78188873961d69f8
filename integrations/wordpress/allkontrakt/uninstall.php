<?php
/**
 * Takes the settings along when the plugin is deleted. Nothing else was stored.
 *
 * @package Allkontrakt
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

delete_option( 'allkontrakt' );
